import { Component, onWillStart, useState } from "@odoo/owl";
import { CohortMap } from "@customer_info_mgmt/analytics/cohorts/cohort_map";
import { percent, wholeMoney } from "@customer_info_mgmt/analytics/shared/figures";
import { deserializeDate, deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CustomerChart } from "./chart";
import { paretoChart, trendChart } from "./charts";
import { SegmentMap } from "./segment_map";
import { chosenNames, ViewFilters } from "./view_filters";

const MODEL = "customer.dashboard";
// Part of the screen -> method that brings it. They are asked for at the same time.
const PARTS = {
    figures: "get_figures",
    history: "get_history",
    standing: "get_standing",
    calls: "get_calls",
    movement: "get_movement",
};

/** How the customers of a company stand, on one page. */
export class CustomerDashboard extends Component {
    static template = "customer_info_mgmt.CustomerDashboard";
    static components = { CohortMap, ControlPanel, CustomerChart, SegmentMap, ViewFilters };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        const kept = this.props.state || {};
        this.state = useState({
            filters: kept.filters || { period: "12m" },
            choices: null,
            isLoading: false,
            ...Object.fromEntries(Object.keys(PARTS).map((part) => [part, null])),
        });
        useSetupAction({ getLocalState: () => ({ filters: { ...this.state.filters } }) });
        onWillStart(async () => {
            const choices = this.orm.call(MODEL, "get_choices", []);
            await this.load();
            this.state.choices = await choices;
        });
    }

    async load() {
        this.state.isLoading = true;
        const { filters } = this.state;
        const names = Object.keys(PARTS);
        try {
            const parts = await this.keepLast.add(
                Promise.all(names.map((name) => this.orm.call(MODEL, PARTS[name], [filters])))
            );
            names.forEach((name, index) => {
                this.state[name] = parts[index];
            });
            this.charts = { trend: this.trendConfig(), pareto: this.paretoConfig() };
        } finally {
            this.state.isLoading = false;
        }
    }

    async filter(filters) {
        const before = this.state.filters;
        this.state.filters = filters;
        try {
            await this.load();
        } catch (error) {
            this.state.filters = before;
            throw error;
        }
    }

    // Tiles

    get tiles() {
        const { tiles } = this.state.figures;
        const { at_risk } = this.state.standing;
        const money = (value) => this.money(value);
        const number = (value) => formatInteger(value);
        const tile = (key, label, format, more = {}) => ({
            key,
            label,
            value: format(tiles[key].value),
            change: this.change(tiles[key], more),
            ...more,
        });
        return [
            tile("revenue", _t("Revenue"), money),
            tile("margin", _t("Margin"), money),
            tile("buyers", _t("Buyers"), number, {
                hint: _t("Customers with an order in the period."),
            }),
            tile("new", _t("New Customers"), number),
            tile("repeat_rate", _t("Repeat Rate"), (value) => this.percent(value), {
                isRate: true,
                hint: _t("Customers with two orders or more, of all who bought in the period."),
            }),
            tile("average_order", _t("Average Order"), money),
            tile("returns", _t("Returned"), money, { isBad: true }),
            {
                key: "at_risk",
                label: _t("Revenue at Risk"),
                value: at_risk ? this.money(at_risk.revenue) : "–",
                note: at_risk
                    ? _t("%s customers", formatInteger(at_risk.count))
                    : _t("not counted on that day"),
                hint: _t("Revenue of 12 months of the customers with a high risk to leave."),
                isEmpty: !at_risk,
            },
        ];
    }

    /** How a number moved: text and whether that is good. */
    change({ value, before }, { isRate, isBad }) {
        if (!before && !value) {
            return null;
        }
        if (!before && !isRate) {
            return { text: _t("nothing before"), icon: "", color: "text-muted" };
        }
        const by = isRate ? 100 * (value - before) : (100 * (value - before)) / Math.abs(before);
        if (Math.abs(by) < 0.05) {
            return { text: _t("unchanged"), icon: "fa-minus", color: "text-muted" };
        }
        const amount = formatFloat(Math.abs(by), { digits: [69, Math.abs(by) < 100 ? 1 : 0] });
        return {
            text: isRate ? _t("%s points", amount) : `${amount}%`,
            icon: by > 0 ? "fa-arrow-up" : "fa-arrow-down",
            color: by > 0 === !isBad ? "text-success" : "text-danger",
        };
    }

    // Words

    get periodText() {
        const { period, before } = this.state.figures;
        return _t("%(period)s, compared with %(before)s", {
            period: this.months(period),
            before: this.months(before),
        });
    }

    get runningText() {
        const { period, today, is_running } = this.state.figures;
        return is_running && period.last >= today
            ? _t("The last month is counted up to %s.", formatDate(deserializeDate(today)))
            : "";
    }

    get updatedText() {
        const { updated_at } = this.state.history;
        return updated_at
            ? _t(
                  "Trend, cohorts and regions: figures of %s. Everything else is up to date.",
                  formatDateTime(deserializeDateTime(updated_at))
              )
            : "";
    }

    get chosenText() {
        return this.state.choices
            ? chosenNames(this.state.filters, this.state.choices).join(" · ")
            : "";
    }

    get standingText() {
        const { date } = this.state.standing;
        return date ? _t("On %s", formatDate(deserializeDate(date))) : _t("Today");
    }

    get paretoText() {
        const { count, top } = this.state.figures.pareto;
        return _t("%(top)s of %(count)s customers (%(share)s) make 80% of the revenue.", {
            top: formatInteger(top),
            count: formatInteger(count),
            share: this.percent(count ? top / count : 0),
        });
    }

    get movementText() {
        const { date_from, date_to } = this.state.movement;
        const day = (text) =>
            text === "now" ? _t("today") : formatDate(deserializeDate(text));
        return _t("From %(from)s to %(to)s", { from: day(date_from), to: day(date_to) });
    }

    months({ first, last }) {
        const [from, to] = [first, last].map((day) => this.month(day));
        return from === to ? from : `${from} – ${to}`;
    }

    month(day) {
        return deserializeDate(day).toLocaleString({ month: "short", year: "numeric" });
    }

    money(value) {
        return wholeMoney(value, this.state.figures.currency_id);
    }

    signedMoney(value) {
        return `${value > 0 ? "+" : ""}${this.money(value)}`;
    }

    number(value) {
        return formatInteger(value);
    }

    percent(share) {
        return percent(share);
    }

    // Charts: configurations change with the figures only, so that nothing is redrawn.

    trendConfig() {
        const { trend } = this.state.history;
        return trendChart({
            rows: trend,
            formatMonth: (day) =>
                deserializeDate(day).toLocaleString({ month: "short", year: "2-digit" }),
            formatMoney: (value) => this.money(value),
            onSelect: (index) => this.open("month", { month: trend[index].month }),
        });
    }

    paretoConfig() {
        const { points, count, top } = this.state.figures.pareto;
        return paretoChart({
            points,
            top: count ? top / count : 0,
            formatShare: (share) => this.percent(share),
            onSelect: () => this.open("pareto"),
        });
    }

    get labels() {
        return {
            trend: _t("Revenue of 24 months beside the year before"),
            pareto: this.paretoText,
        };
    }

    /** Bars as wide as their part of the largest one. */
    get regions() {
        const { rows } = this.state.history.regions;
        const most = Math.max(...rows.map((row) => Math.max(row.revenue, row.before)), 1);
        const width = (value) => `width: ${(100 * Math.max(value, 0)) / most}%`;
        return rows.map((row) => ({
            ...row,
            label: row.name || _t("Unknown"),
            now: width(row.revenue),
            earlier: width(row.before),
        }));
    }

    get moverLists() {
        const { up, down } = this.state.figures;
        return [
            { key: "up", label: _t("More than before"), rows: up, color: "text-success" },
            { key: "down", label: _t("Less than before"), rows: down, color: "text-danger" },
        ];
    }

    // Movement between segments

    get movement() {
        const { cells, classes } = this.state.movement;
        const outside = { absent: [_t("New"), _t("Gone")] };
        const shown = (side, index) => {
            const used = new Set(cells.map((cell) => cell[side]));
            const known = classes.filter(({ key }) => used.has(key));
            return used.has("absent")
                ? [...known, { key: "absent", label: outside.absent[index] }]
                : known;
        };
        const columns = shown("to", 1);
        const count = (from, to) =>
            cells.find((cell) => cell.from === from && cell.to === to) || { count: 0 };
        const rows = shown("from", 0).map((row) => ({
            ...row,
            cells: columns.map(({ key }) => ({ key, from: row.key, ...count(row.key, key) })),
        }));
        return { columns, rows };
    }

    movementClass(cell) {
        if (cell.from === cell.key) {
            return "bg-200";
        }
        return { 1: "text-success", "-1": "text-danger" }[cell.direction] || "";
    }

    // Doors

    async open(kind, details = {}) {
        const action = await this.orm.call(MODEL, "action_open", [
            kind,
            this.state.filters,
            details,
        ]);
        return this.action.doAction(action);
    }

    openTile(tile) {
        return tile.isEmpty || this.open(tile.key);
    }

    openCustomer(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: row.partner_id,
            views: [[false, "form"]],
        });
    }

    async openMovement(cell) {
        const { date_from, date_to, filters } = this.state.movement;
        const action = await this.orm.call("customer.profile.snapshot", "action_open_movement", [
            "rfm_segment",
            date_from,
            date_to,
            cell.from,
            cell.key,
            filters,
        ]);
        return this.action.doAction(action);
    }

    openCohorts() {
        return this.action.doAction("customer_info_mgmt.customer_cohorts_action");
    }

    print() {
        window.print();
    }
}

registry.category("actions").add("customer_info_mgmt.customer_dashboard", CustomerDashboard);
