import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { wholeMoney } from "@customer_info_mgmt/analytics/shared/figures";
import { loadBundle } from "@web/core/assets";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { useSetupAction } from "@web/search/action_hook";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { forecastChartConfig } from "./forecast_chart";

/** What the next months are likely to bring, how sure that is, and how it was before. */
export class SalesForecast extends Component {
    static template = "customer_info_mgmt.SalesForecast";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.canvasRef = useRef("canvas");
        this.keepLast = new KeepLast();
        const state = this.props.state || {};
        this.state = useState({
            measure: state.measure || "revenue",
            series: state.series || "company",
            months: state.months || 3,
            data: null,
        });
        this.measures = [
            { key: "revenue", label: _t("Revenue") },
            { key: "orders", label: _t("Orders") },
        ];
        this.horizons = [1, 2, 3, 4, 5, 6];
        useSetupAction({
            getLocalState: () => ({
                measure: this.state.measure,
                series: this.state.series,
                months: this.state.months,
            }),
        });
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load()]);
        });
        useEffect(
            () => this.renderChart(),
            () => [this.state.data]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    async load() {
        const { measure, series, months } = this.state;
        const data = await this.keepLast.add(
            this.orm.call("customer.sales.forecast", "get_forecast", [], {
                measure,
                series,
                months,
            })
        );
        const known = data.series.map(({ key }) => key);
        if (known.length && !known.includes(series)) {
            this.state.series = known[0];
            return this.load();
        }
        this.state.data = data;
    }

    async select(name, value) {
        if (this.state[name] !== value) {
            this.state[name] = value;
            await this.load();
        }
    }

    renderChart() {
        this.chart?.destroy();
        this.chart = null;
        if (this.canvasRef.el) {
            const config = forecastChartConfig({
                rows: this.state.data.rows,
                labels: {
                    actual: _t("So far"),
                    expected: _t("Forecast"),
                    band: _t("4 of 5 months fall in here"),
                },
                formatMonth: (month) => this.month(month),
                formatValue: (value) => this.value(value),
            });
            this.chart = new Chart(this.canvasRef.el, config);
        }
    }

    get groups() {
        const names = { company: "", team: _t("Sales Teams"), user: _t("Salespeople") };
        return Object.entries(names)
            .map(([level, name]) => ({
                name,
                series: this.state.data.series.filter((one) => one.level === level),
            }))
            .filter(({ series }) => series.length);
    }

    get future() {
        return this.state.data.rows.filter((row) => row.is_forecast);
    }

    get hasForecast() {
        return this.future.some((row) => row.has_forecast);
    }

    /** The month under way, the next one, and all months to come together. */
    get tiles() {
        const [now, next, ...rest] = this.future;
        const all = this.future.slice(1);
        const sum = (name) => all.reduce((total, row) => total + row[name], 0);
        const tiles = [{ key: "now", label: _t("This Month"), ...now }];
        if (next) {
            tiles.push({ key: "next", label: this.month(next.month), ...next });
        }
        if (rest.length) {
            tiles.push({
                key: "all",
                label: _t("Next %s Months", all.length),
                expected: sum("expected"),
                low: null,
                actual: sum("actual"),
            });
        }
        return tiles;
    }

    month(month) {
        return deserializeDate(month).toLocaleString({ year: "numeric", month: "short" });
    }

    value(number) {
        return this.state.measure === "revenue"
            ? wholeMoney(number, this.state.data.currency_id)
            : formatFloat(number, { digits: [69, number < 20 ? 1 : 0] });
    }

    percent(share) {
        return `${formatInteger(Math.round(100 * share))}%`;
    }

    decimals(value) {
        return formatFloat(value, { digits: [69, 2] });
    }
}

registry.category("actions").add("customer_info_mgmt.sales_forecast", SalesForecast);
