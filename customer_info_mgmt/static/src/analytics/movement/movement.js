import { Component, onWillStart, useState } from "@odoo/owl";
import { wholeMoney } from "@customer_info_mgmt/analytics/shared/figures";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "customer.profile.snapshot";
const ABSENT = "absent";

/** Who moved from one class to another between two days, as a matrix. */
export class Movement extends Component {
    static template = "customer_info_mgmt.Movement";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        const kept = this.props.state || {};
        this.state = useState({
            dimension: kept.dimension || "rfm_segment",
            from: kept.from || false,
            to: kept.to || "now",
            owner: kept.owner ?? "",
            group: kept.group ?? "",
            owners: [],
            groups: [],
            data: null,
        });
        useSetupAction({
            getLocalState: () => {
                const { dimension, from, to, owner, group } = this.state;
                return { dimension, from, to, owner, group };
            },
        });
        onWillStart(() => Promise.all([this.loadChoices(), this.load()]));
    }

    // Reading

    async loadChoices() {
        const { owners, groups } = await this.orm.call(MODEL, "get_movement_choices", []);
        Object.assign(this.state, { owners, groups });
    }

    async load() {
        const { dimension, from, to } = this.state;
        this.state.data = await this.keepLast.add(
            this.orm.call(MODEL, "get_movement", [dimension, from, to, this.filters])
        );
        this.state.from = this.state.data.date_from;
    }

    get filters() {
        const filters = {};
        for (const name of ["owner", "group"]) {
            if (this.state[name] !== "") {
                filters[name] = Number(this.state[name]) || false;
            }
        }
        return filters;
    }

    async choose(name, value) {
        if (this.state[name] !== value) {
            this.state[name] = value;
            await this.load();
        }
    }

    async chooseTo(day) {
        this.state.to = day;
        if (day !== "now" && this.state.from >= day) {
            this.state.from = false;
        }
        await this.load();
    }

    /** The days to begin with: all that lie before the other one. */
    get begins() {
        const { to, data } = this.state;
        return data.periods.filter((day) => to === "now" || day < to);
    }

    /** The days to end with: all but the first one, which nothing lies before. */
    get ends() {
        return ["now", ...this.state.data.periods.slice(0, -1)];
    }

    // Matrix

    get isEmpty() {
        return !this.state.data.cells.length;
    }

    get byClasses() {
        return new Map(this.state.data.cells.map((cell) => [`${cell.from}/${cell.to}`, cell]));
    }

    /** Classes that somebody is in, with those who are new and gone. */
    shown(side) {
        const used = new Set(this.state.data.cells.map((cell) => cell[side]));
        const outside = side === "from" ? _t("No Order Yet") : _t("Gone");
        const isSymmetric = this.state.data.classes.filter(
            ({ key }) => key !== "none" || used.has(key)
        );
        return used.has(ABSENT) ? [...isSymmetric, { key: ABSENT, label: outside }] : isSymmetric;
    }

    get rows() {
        const cells = this.byClasses;
        const columns = this.shown("to");
        return this.shown("from").map((row) => ({
            ...row,
            cells: columns.map(({ key }) => ({
                key,
                ...(cells.get(`${row.key}/${key}`) || { from: row.key, to: key, count: 0 }),
            })),
            total: this.sum((cell) => cell.from === row.key),
        }));
    }

    get columnTotals() {
        return this.shown("to").map(({ key }) => ({
            key,
            ...this.sum((cell) => cell.to === key),
        }));
    }

    /** The movements themselves, the largest first: what a narrow screen shows. */
    get flows() {
        return this.state.data.cells
            .filter(({ from, to }) => from !== to)
            .sort((a, b) => b.count - a.count || b.revenue_to - a.revenue_to);
    }

    sum(accepts) {
        const total = { count: 0, revenue_from: 0, revenue_to: 0 };
        for (const cell of this.state.data.cells.filter(accepts)) {
            for (const name of Object.keys(total)) {
                total[name] += cell[name];
            }
        }
        return total;
    }

    get total() {
        return this.sum(() => true);
    }

    /** Green where it is for the better, red for the worse, deeper where more moved. */
    heat(cell) {
        if (!cell.count || (cell.from === cell.to && cell.from !== ABSENT)) {
            return "";
        }
        const most = Math.max(...this.flows.map(({ count }) => count), 1);
        const depth = Math.round(12 + 48 * Math.sqrt(cell.count / most));
        const color = { 1: "var(--success)", "-1": "var(--danger)", 0: "var(--info)" };
        return `background-color: color-mix(in srgb, ${color[cell.direction]} ${depth}%, transparent)`;
    }

    // Words

    label(key, side) {
        if (key === ABSENT) {
            return side === "from" ? _t("No Order Yet") : _t("Gone");
        }
        return this.state.data.classes.find((item) => item.key === key).label;
    }

    day(day) {
        return day === "now" ? _t("Now") : formatDate(deserializeDate(day));
    }

    number(value) {
        return formatInteger(value);
    }

    money(value) {
        return wholeMoney(Math.round(value), this.state.data.currency_id);
    }

    signedMoney(value) {
        return `${value > 0 ? "+" : ""}${this.money(value)}`;
    }

    cellTitle(cell) {
        return _t("%(from)s → %(to)s: %(count)s customers, %(revenue)s in 12 months", {
            from: this.label(cell.from, "from"),
            to: this.label(cell.to, "to"),
            count: this.number(cell.count),
            revenue: this.money(cell.to === ABSENT ? cell.revenue_from : cell.revenue_to),
        });
    }

    get tiles() {
        const { totals } = this.state.data;
        return [
            { key: "rose", label: _t("Rose"), icon: "fa-arrow-up", color: "text-success" },
            { key: "fell", label: _t("Fell"), icon: "fa-arrow-down", color: "text-danger" },
            { key: "moved", label: _t("Changed"), icon: "fa-exchange", color: "text-info" },
            { key: "stayed", label: _t("Stayed"), icon: "fa-minus", color: "text-muted" },
            { key: "new", label: _t("New"), icon: "fa-plus", color: "text-success" },
            { key: "gone", label: _t("Gone"), icon: "fa-times", color: "text-danger" },
        ]
            .map((tile) => ({ ...tile, ...totals[tile.key] }))
            .filter((tile) => tile.count || !["moved", "gone"].includes(tile.key));
    }

    get movers() {
        const { rose, fell } = this.state.data;
        return [
            { key: "fell", label: _t("Fell Most"), rows: fell },
            { key: "rose", label: _t("Rose Most"), rows: rose },
        ];
    }

    // Lists and paper

    async open(from = null, to = null) {
        const { dimension, data } = this.state;
        const action = await this.orm.call(MODEL, "action_open_movement", [
            dimension,
            data.date_from,
            data.date_to,
            from,
            to,
            this.filters,
        ]);
        return this.action.doAction(action);
    }

    openCustomer(partnerId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: partnerId,
            views: [[false, "form"]],
        });
    }

    async buildHistory() {
        await this.action.doAction("customer_info_mgmt.customer_snapshot_build_action");
    }

    print() {
        window.print();
    }
}

registry.category("actions").add("customer_info_mgmt.movement", Movement);
