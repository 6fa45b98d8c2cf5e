import { Component, onWillStart, useState } from "@odoo/owl";
import { percent, wholeMoney } from "@customer_info_mgmt/analytics/shared/figures";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { useSetupAction } from "@web/search/action_hook";
import { formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const IN_MONEY = ["revenue", "margin"];

/** What people and teams sold, beside their targets and the year before. */
export class SalesPerformance extends Component {
    static template = "customer_info_mgmt.SalesPerformance";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        const state = this.props.state || {};
        this.state = useState({
            period: state.period || "month",
            by: state.by || "user",
            measure: state.measure || "revenue",
            data: null,
        });
        this.periods = [
            { key: "month", label: _t("This Month") },
            { key: "last_month", label: _t("Last Month") },
            { key: "quarter", label: _t("Quarter") },
            { key: "year", label: _t("Year") },
        ];
        this.dimensions = [
            { key: "user", label: _t("People") },
            { key: "team", label: _t("Teams") },
        ];
        useSetupAction({
            getLocalState: () => ({
                period: this.state.period,
                by: this.state.by,
                measure: this.state.measure,
            }),
        });
        onWillStart(() => this.load());
    }

    async load() {
        const { period, by } = this.state;
        this.state.data = await this.keepLast.add(
            this.orm.call("customer.sales.performance", "get_performance", [], { period, by })
        );
    }

    async select(name, key) {
        if (this.state[name] !== key) {
            this.state[name] = key;
            if (name !== "measure") {
                await this.load();
            }
        }
    }

    get isUnderWay() {
        return this.state.data.elapsed < 1;
    }

    get periodText() {
        const { date_from, date_to } = this.state.data;
        const day = (text) => formatDate(deserializeDate(text));
        return _t("%(begin)s to %(end)s", { begin: day(date_from), end: day(date_to) });
    }

    get elapsedText() {
        const share = this.percent(this.state.data.elapsed);
        return this.isUnderWay ? _t("%s of the time has passed", share) : _t("finished");
    }

    get totals() {
        const { measures, total } = this.state.data;
        return measures.map(({ key, label }) => ({ key, label, ...total[key] }));
    }

    get rows() {
        const measure = this.state.measure;
        const rows = this.state.data.rows.map((row) => ({ ...row, ...row[measure] }));
        return rows.sort((a, b) => b.actual - a.actual);
    }

    /** Where the bars of a row end and its target stands, in percent of the widest. */
    bullet(row) {
        const most = Math.max(
            1e-9,
            ...this.rows.flatMap(({ actual, target, expected, before }) => [
                actual,
                target,
                before,
                this.isUnderWay ? expected : 0,
            ])
        );
        const share = (value) => Math.min(Math.max((100 * value) / most, 0), 100);
        return {
            actual: share(row.actual),
            expected: this.isUnderWay ? share(row.expected) : 0,
            target: share(row.target),
            before: share(row.before),
        };
    }

    /** Green where the target is reached, or will be as it goes; else amber, red. */
    tone({ actual, expected, target }) {
        if (!target) {
            return "secondary";
        }
        const value = this.isUnderWay ? Math.max(actual, expected) : actual;
        if (value >= target) {
            return "success";
        }
        return value >= 0.9 * target ? "warning" : "danger";
    }

    value(number, measure = this.state.measure) {
        return IN_MONEY.includes(measure)
            ? wholeMoney(number, this.state.data.currency_id)
            : formatInteger(Math.round(number));
    }

    percent(share) {
        return percent(share, 0);
    }

    reached({ actual, target }) {
        return target ? this.percent(actual / target) : "–";
    }

    growth({ actual, before }) {
        if (before <= 0) {
            return null;
        }
        const share = actual / before - 1;
        return {
            text: `${share > 0 ? "+" : ""}${this.percent(share)}`,
            color: share < 0 ? "text-danger" : "text-success",
        };
    }

    async open(row) {
        const { period, by } = this.state;
        const action = await this.orm.call("customer.sales.performance", "action_open", [
            period,
            by,
            row.id,
        ]);
        return this.action.doAction(action);
    }

    openTargets() {
        return this.action.doAction("customer_info_mgmt.customer_sales_target_action");
    }
}

registry.category("actions").add("customer_info_mgmt.sales_performance", SalesPerformance);
