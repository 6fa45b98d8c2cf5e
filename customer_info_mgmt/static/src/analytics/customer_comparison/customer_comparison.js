import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { percent, wholeMoney } from "@customer_info_mgmt/analytics/shared/figures";
import { loadBundle } from "@web/core/assets";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { MEASURES } from "../customer_ranking/ranking_texts";
import { comparisonChartConfig } from "./comparison_chart";
import { ComparisonSide } from "./comparison_side";
import { DIMENSIONS, DIRECTIONS, explainedBy, PRESETS } from "./comparison_texts";

const PAGE = 50;
// By product there are no orders, and no cost of a customer.
const BY_PRODUCT = ["product", "category"];
const PRODUCT_MEASURES = ["revenue", "margin", "returns"];

/** Two periods or two selections of customers, what differs, and whose doing it is. */
export class CustomerComparison extends Component {
    static template = "customer_info_mgmt.SalesComparison";
    static components = { ComparisonSide, ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.canvasRef = useRef("canvas");
        this.keepLast = new KeepLast();
        this.measures = MEASURES;
        this.presets = PRESETS;
        this.directions = DIRECTIONS;
        this.state = useState({
            measure: "revenue",
            by: "customer",
            direction: "all",
            preset: "year_ago",
            sides: PRESETS.find(({ key }) => key === "year_ago").sides(),
            ...this.props.state,
            data: null,
        });
        this.onChangeA = (change) => this.changeSide(0, change);
        this.onChangeB = (change) => this.changeSide(1, change);
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

    get choices() {
        const { measure, by, direction, preset, sides } = this.state;
        return { measure, by, direction, preset, sides };
    }

    get dimensions() {
        return PRODUCT_MEASURES.includes(this.state.measure)
            ? DIMENSIONS
            : DIMENSIONS.filter(({ key }) => !BY_PRODUCT.includes(key));
    }

    fetch(offset) {
        const { measure, by, direction, sides } = this.state;
        const [side_a, side_b] = sides.map(({ filters, ...days }) => ({
            ...days,
            filters: { ...filters },
        }));
        return this.keepLast.add(
            this.orm.call("customer.profile", "customer_comparison", [], {
                measure,
                by,
                direction,
                side_a,
                side_b,
                limit: PAGE,
                offset,
            })
        );
    }

    async load() {
        this.state.data = await this.fetch(0);
    }

    async loadMore() {
        const more = await this.fetch(this.state.data.rows.length);
        this.state.data.rows.push(...more.rows);
    }

    async change(choices) {
        Object.assign(this.state, choices);
        if (!this.dimensions.some(({ key }) => key === this.state.by)) {
            this.state.by = "customer";
        }
        await this.load();
    }

    selectPreset(key) {
        const preset = PRESETS.find((choice) => choice.key === key);
        const [{ filters: filtersA }, { filters: filtersB }] = this.state.sides;
        const sides = preset.sides();
        sides[0].filters = filtersA;
        sides[1].filters = filtersB;
        return this.change({ preset: key, sides });
    }

    /** What is chosen on one side only holds there: so regions stand side by side. */
    changeSide(index, change) {
        const sides = this.state.sides.map((side) => ({ ...side }));
        const side = sides[index];
        Object.assign(side, change);
        if (side.date_from > side.date_to) {
            side.date_from = side.date_to = change.date_from || change.date_to;
        }
        const preset = change.filters ? this.state.preset : "";
        return this.change({ sides, preset });
    }

    /** The filters of the first side hold for both. */
    copyFilters() {
        return this.changeSide(1, { filters: { ...this.state.sides[0].filters } });
    }

    renderChart() {
        this.chart?.destroy();
        this.chart = null;
        if (this.canvasRef.el) {
            this.chart = new Chart(
                this.canvasRef.el,
                comparisonChartConfig({
                    months: this.state.data.months,
                    labels: [this.sideLabel("a"), this.sideLabel("b")],
                    formatValue: (value) => this.amount(value),
                    small: this.ui.isSmall,
                })
            );
        }
    }

    sideLabel(name) {
        const { first, last } = this.state.data[name];
        const month = (day) => deserializeDate(day).toFormat("MM/yyyy");
        if (!first) {
            return _t("All Time");
        }
        return month(first) === month(last) ? month(first) : `${month(first)} – ${month(last)}`;
    }

    get measureLabel() {
        return MEASURES.find(({ key }) => key === this.state.measure).label;
    }

    get dimensionLabel() {
        return DIMENSIONS.find(({ key }) => key === this.state.by).label;
    }

    get isEmpty() {
        return !this.state.data.a.total && !this.state.data.b.total;
    }

    get explanation() {
        const { explained_by, difference } = this.state.data;
        return explained_by ? explainedBy(this.state.by, explained_by, difference) : "";
    }

    /** Width and side of the bar of an effect, beside the largest one. */
    effectStyle({ effect }) {
        const largest = Math.max(...this.state.data.rows.map((row) => Math.abs(row.effect)));
        const width = largest ? (50 * Math.abs(effect)) / largest : 0;
        return `width: ${width}%; ${effect < 0 ? "right" : "left"}: 50%`;
    }

    amount(value) {
        return this.state.measure === "orders"
            ? formatFloat(value, { digits: [69, 0] })
            : wholeMoney(value, this.state.data.currency_id);
    }

    signed(value) {
        return `${value > 0 ? "+" : ""}${this.amount(value)}`;
    }

    growth(share) {
        if (share === null) {
            return "–";
        }
        return `${share > 0 ? "+" : ""}${percent(share)}`;
    }

    toneClass(value) {
        // More returns are no good news.
        const good = this.state.measure === "returns" ? -value : value;
        return { "text-success": good > 0, "text-danger": good < 0 };
    }

    open(side, row = null) {
        const { data } = this.state;
        const domain = [...data[side].domain];
        if (row) {
            domain.push([data.key, "=", row.id || false]);
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: [row ? row.name : this.measureLabel, this.sideLabel(side)].join(", "),
            res_model: "customer.contribution.report",
            views: [
                [false, "list"],
                [false, "pivot"],
                [false, "graph"],
            ],
            domain,
            context: { create: false },
        });
    }

    openRow(row) {
        return this.state.by === "customer" && row.id
            ? this.action.doAction({
                  type: "ir.actions.act_window",
                  res_model: "res.partner",
                  res_id: row.id,
                  views: [[false, "form"]],
              })
            : this.open("b", row);
    }
}

registry.category("actions").add("customer_info_mgmt.customer_comparison", CustomerComparison);
