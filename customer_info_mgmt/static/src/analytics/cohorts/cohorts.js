import { Component, onWillStart, useState } from "@odoo/owl";
import { CustomerChart } from "@customer_info_mgmt/analytics/dashboard/chart";
import { retentionChart } from "@customer_info_mgmt/analytics/dashboard/charts";
import { ViewFilters } from "@customer_info_mgmt/analytics/dashboard/view_filters";
import { percent, wholeMoney } from "@customer_info_mgmt/analytics/shared/figures";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CohortMap } from "./cohort_map";

const CUBE = "customer.sales.cube";

/** Who comes again: cohorts by first month, who was kept, and repeat rates. */
export class Cohorts extends Component {
    static template = "customer_info_mgmt.Cohorts";
    static components = { CohortMap, ControlPanel, CustomerChart, ViewFilters };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        const kept = this.props.state || {};
        this.state = useState({
            filters: kept.filters || { period: "12m" },
            measure: kept.measure || "customers",
            isShare: kept.isShare ?? true,
            by: kept.by || "customer_group_id",
            choices: null,
            cohorts: null,
            retention: null,
            rates: null,
        });
        this.measures = [
            { key: "customers", label: _t("Customers") },
            { key: "revenue", label: _t("Revenue") },
        ];
        this.units = [
            { key: true, label: _t("Percent") },
            { key: false, label: _t("Amount") },
        ];
        this.kinds = [
            { key: "customer_group_id", label: _t("By Group") },
            { key: "source_channel_id", label: _t("By Channel") },
            { key: "team_id", label: _t("By Team") },
            { key: "user_id", label: _t("By Owner") },
        ];
        useSetupAction({
            getLocalState: () => {
                const { filters, measure, isShare, by } = this.state;
                return { filters: { ...filters }, measure, isShare, by };
            },
        });
        onWillStart(async () => {
            const choices = this.orm.call("customer.dashboard", "get_choices", []);
            await this.load();
            this.state.choices = await choices;
        });
    }

    async load() {
        const { filters, by } = this.state;
        const [cohorts, retention, rates] = await this.keepLast.add(
            Promise.all([
                this.orm.call(CUBE, "get_cohorts", [filters]),
                this.orm.call(CUBE, "get_retention", [filters]),
                this.orm.call(CUBE, "get_repeat_rates", [filters, by]),
            ])
        );
        Object.assign(this.state, { cohorts, retention, rates });
        this.chart = this.chartConfig();
    }

    async filter(filters) {
        this.state.filters = filters;
        await this.load();
    }

    async chooseKind(by) {
        this.state.by = by;
        this.state.rates = await this.keepLast.add(
            this.orm.call(CUBE, "get_repeat_rates", [this.state.filters, by])
        );
    }

    /** Drawn anew only when there are other figures. */
    chartConfig() {
        const rows = this.state.retention;
        return retentionChart({
            rows,
            formatMonth: (text) => this.month(text),
            onSelect: (index, kind) =>
                this.open(kind === "new" ? "came" : kind, { month: rows[index].month }),
        });
    }

    get chartLabel() {
        return _t("Who came, stayed and left");
    }

    get hasRetention() {
        return this.state.retention.some(({ buyers }) => buyers);
    }

    /** Months with their rate, the latest first. */
    get retentionRows() {
        return this.state.retention.filter((row) => row.buyers || row.lost).reverse().slice(0, 12);
    }

    get totals() {
        const sum = (name) => this.state.rates.reduce((total, row) => total + row[name], 0);
        const buyers = sum("buyers");
        return { buyers, again: sum("again"), rate: buyers ? sum("again") / buyers : 0 };
    }

    get nobody() {
        return {
            customer_group_id: _t("Without a group"),
            source_channel_id: _t("Without a channel"),
            team_id: _t("Without a team"),
            user_id: _t("Without an owner"),
        }[this.state.by];
    }

    month(text) {
        return deserializeDate(text).toLocaleString({ month: "short", year: "numeric" });
    }

    number(value) {
        return formatInteger(value);
    }

    percent(share) {
        return percent(share);
    }

    money(value) {
        return wholeMoney(value, this.state.cohorts.currency_id);
    }

    async open(kind, details) {
        const action = await this.orm.call("customer.dashboard", "action_open", [
            kind,
            this.state.filters,
            details,
        ]);
        return this.action.doAction(action);
    }

    openDetails() {
        return this.action.doAction("customer_info_mgmt.customer_sales_cube_action");
    }
}

registry.category("actions").add("customer_info_mgmt.customer_cohorts", Cohorts);
