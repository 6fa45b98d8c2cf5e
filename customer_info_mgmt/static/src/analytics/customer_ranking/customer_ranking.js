import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { useSetupAction } from "@web/search/action_hook";
import { formatFloat, formatMonetary } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { paretoChartConfig } from "./pareto_chart";

const PAGE = 80;
const BARS = 30;
const BARS_SMALL = 10;

/**
 * Customers in the order of what they bring, with their share and the share of all
 * before them: who makes 80 % of the business, and who comes after.
 */
export class CustomerRanking extends Component {
    static template = "customer_info_mgmt.CustomerRanking";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.canvasRef = useRef("canvas");
        this.keepLast = new KeepLast();
        const state = this.props.state || {};
        this.state = useState({
            measure: state.measure || "revenue",
            period: state.period || "12m",
            data: null,
        });
        this.measures = [
            { key: "revenue", label: _t("Revenue") },
            { key: "margin", label: _t("Margin") },
        ];
        this.periods = [
            { key: "12m", label: _t("12 Months") },
            { key: "all", label: _t("All Time") },
        ];
        useSetupAction({
            getLocalState: () => ({
                measure: this.state.measure,
                period: this.state.period,
            }),
        });
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load()]);
        });
        useEffect(
            () => this.renderChart(),
            () => [this.state.data, this.ui.isSmall]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    async fetch(offset) {
        const { measure, period } = this.state;
        return this.keepLast.add(
            this.orm.call("customer.profile", "customer_ranking", [], {
                measure,
                period,
                limit: PAGE,
                offset,
            })
        );
    }

    async load() {
        this.state.data = await this.fetch(0);
    }

    async loadMore() {
        const { rows } = this.state.data;
        const more = await this.fetch(rows.length);
        rows.push(...more.rows);
    }

    async select(name, key) {
        if (this.state[name] !== key) {
            this.state[name] = key;
            await this.load();
        }
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
            formatValue: (value) => this.money(value),
            formatShare: (share) => this.percent(share),
            onSelect: (row) => this.openCustomer(row),
        });
        this.chart = new Chart(this.canvasRef.el, config);
    }

    get chartRows() {
        return this.state.data.rows.slice(0, this.ui.isSmall ? BARS_SMALL : BARS);
    }

    get measureLabel() {
        return this.measures.find(({ key }) => key === this.state.measure).label;
    }

    get headline() {
        const { count, count_a } = this.state.data;
        const values = { top: count_a, count, share: this.percent(count_a / count) };
        return this.state.measure === "revenue"
            ? _t("%(top)s of %(count)s customers (%(share)s) make 80% of the revenue.", values)
            : _t("%(top)s of %(count)s customers (%(share)s) make 80% of the margin.", values);
    }

    get subline() {
        const { count, count_b, total, unranked } = this.state.data;
        const parts = [
            _t("%(top)s of %(count)s make 95%.", { top: count_b, count }),
            _t("Total: %s.", this.money(total)),
        ];
        if (unranked) {
            parts.push(
                this.state.measure === "revenue"
                    ? _t("%s customers without revenue are not ranked.", unranked)
                    : _t("%s customers without a profit are not ranked.", unranked)
            );
        }
        return parts.join(" ");
    }

    money(value) {
        return formatMonetary(value, {
            currencyId: this.state.data.currency_id,
            digits: [69, 0],
        });
    }

    percent(share) {
        return `${formatFloat(100 * share, { digits: [69, 1] })}%`;
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
