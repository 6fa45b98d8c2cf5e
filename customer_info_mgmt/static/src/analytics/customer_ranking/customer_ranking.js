import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { percent, wholeMoney } from "@customer_info_mgmt/analytics/shared/figures";
import { loadBundle } from "@web/core/assets";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { useSetupAction } from "@web/search/action_hook";
import { formatFloat } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { BridgeBars } from "../contribution_bridge/bridge_bars";
import { CustomerFilters } from "../customer_filters/customer_filters";
import { paretoChartConfig } from "./pareto_chart";
import { headlineOf, MEASURES, PERIODS, unrankedOf } from "./ranking_texts";

const PAGE = 80;
const BARS = 30;
const BARS_SMALL = 10;

/**
 * Customers in the order of what they bring, with their share and the share of all
 * before them: who makes 80 % of the business, who comes after, and who sells much and
 * leaves little.
 */
export class CustomerRanking extends Component {
    static template = "customer_info_mgmt.CustomerRanking";
    static components = { BridgeBars, ControlPanel, CustomerFilters };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.canvasRef = useRef("canvas");
        this.keepLast = new KeepLast();
        this.measures = MEASURES;
        this.periods = PERIODS;
        this.state = useState({
            measure: "revenue",
            period: "12m",
            dateFrom: "",
            dateTo: "",
            filters: {},
            littleLeft: Boolean(this.props.action.params?.little_left),
            ...this.props.state,
            data: null,
            bridge: null,
        });
        this.setFilters = (filters) => this.change({ filters });
        useSetupAction({ getLocalState: () => this.choices });
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load()]);
        });
        useEffect(
            () => this.renderChart(),
            () => [this.state.data, this.ui.isSmall]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    /** What is shown, as it is kept when another page is opened. */
    get choices() {
        const { measure, period, dateFrom, dateTo, filters, littleLeft } = this.state;
        return { measure, period, dateFrom, dateTo, filters, littleLeft };
    }

    get periodArguments() {
        const { period, dateFrom, dateTo, filters } = this.state;
        return period === "custom"
            ? { date_from: dateFrom, date_to: dateTo, filters: { ...filters } }
            : { period, filters: { ...filters } };
    }

    async fetch(offset) {
        return this.keepLast.add(
            this.orm.call("customer.profile", "customer_ranking", [], {
                ...this.periodArguments,
                measure: this.state.littleLeft ? "revenue" : this.state.measure,
                limit: PAGE,
                offset,
                little_left: this.state.littleLeft,
            })
        );
    }

    async load() {
        this.state.bridge = null;
        this.state.data = await this.fetch(0);
    }

    async loadMore() {
        const { rows } = this.state.data;
        const more = await this.fetch(rows.length);
        rows.push(...more.rows);
    }

    async change(choices) {
        Object.assign(this.state, choices);
        await this.load();
    }

    async select(name, key) {
        if (this.state[name] !== key) {
            await this.change({ [name]: key, littleLeft: false });
        }
    }

    /** Another period begins with the days that are shown now. */
    async selectPeriod(key) {
        if (key !== "custom") {
            return this.change({ period: key });
        }
        const { first, last } = this.state.data.period;
        const dateFrom = first || `${last.slice(0, 4)}-01-01`;
        await this.change({ period: key, dateFrom, dateTo: last });
    }

    async setDay(name, value) {
        if (value) {
            const days = { dateFrom: this.state.dateFrom, dateTo: this.state.dateTo };
            days[name] = value;
            if (days.dateFrom > days.dateTo) {
                days.dateFrom = days.dateTo = value;
            }
            await this.change(days);
        }
    }

    async explain() {
        this.state.bridge = this.state.bridge
            ? null
            : await this.keepLast.add(
                  this.orm.call(
                      "customer.profile",
                      "customer_contribution_bridge",
                      [],
                      this.bridgeArguments
                  )
              );
    }

    /** The bridge counts to the day; it gets the days that the ranking counts. */
    get bridgeArguments() {
        const { first, last } = this.state.data.period;
        const { filters } = this.periodArguments;
        return first
            ? { date_from: first, date_to: last, filters }
            : { period: "all", filters };
    }

    renderChart() {
        this.chart?.destroy();
        this.chart = null;
        if (!this.canvasRef.el) {
            return;
        }
        const config = paretoChartConfig({
            rows: this.chartRows,
            small: this.ui.isSmall,
            valueLabel: this.measureLabel,
            formatValue: (value) => this.amount(value),
            formatShare: (share) => this.percent(share),
            onSelect: (row) => this.openCustomer(row),
        });
        this.chart = new Chart(this.canvasRef.el, config);
    }

    get chartRows() {
        return this.state.data.rows.slice(0, this.ui.isSmall ? BARS_SMALL : BARS);
    }

    get measureLabel() {
        const measure = this.state.littleLeft ? "revenue" : this.state.measure;
        return MEASURES.find(({ key }) => key === measure).label;
    }

    get headline() {
        const { count, count_a, little_count } = this.state.data;
        if (this.state.littleLeft) {
            return _t(
                "%s of the customers who make 80% of the revenue leave little or nothing of it.",
                little_count
            );
        }
        const share = this.percent(count_a / count);
        return headlineOf(this.state.measure, { top: count_a, count, share });
    }

    get subline() {
        const { count, count_b, total, unranked } = this.state.data;
        const parts = [
            _t("%(top)s of %(count)s make 95%.", { top: count_b, count }),
            _t("Total: %s.", this.amount(total)),
        ];
        if (unranked) {
            parts.push(unrankedOf(this.state.measure, unranked));
        }
        return parts.join(" ");
    }

    /** Which days count, and what the ranks before are those of. */
    get periodLine() {
        const { period, previous, whole_months } = this.state.data;
        const day = (text) => formatDate(deserializeDate(text));
        const parts = [];
        if (period.first) {
            const days = { first: day(period.first), last: day(period.last) };
            parts.push(
                whole_months
                    ? _t("%(first)s to %(last)s, whole months.", days)
                    : _t("%(first)s to %(last)s.", days)
            );
        }
        if (previous) {
            const days = { first: day(previous.first), last: day(previous.last) };
            parts.push(_t("Ranks before: %(first)s to %(last)s.", days));
        }
        return parts.join(" ");
    }

    get hasContribution() {
        return this.state.data.rows.some(({ contribution_rank }) => contribution_rank);
    }

    /** How many ranks a customer won (positive) or lost since the period before. */
    rankChange(row) {
        return row.previous_rank ? row.previous_rank - row.rank : null;
    }

    money(value) {
        return wholeMoney(value, this.state.data.currency_id);
    }

    amount(value) {
        return this.state.measure === "orders" && !this.state.littleLeft
            ? formatFloat(value, { digits: [69, 0] })
            : this.money(value);
    }

    percent(share) {
        return percent(share);
    }

    openCustomer(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: row.partner_id,
            views: [[false, "form"]],
        });
    }

    openContribution() {
        return this.action.doAction("customer_info_mgmt.customer_contribution_report_action");
    }
}

registry.category("actions").add("customer_info_mgmt.customer_ranking", CustomerRanking);
