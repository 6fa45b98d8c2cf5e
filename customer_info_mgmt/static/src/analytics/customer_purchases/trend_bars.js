import { Component, useState } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const HEIGHT = 56;
const STEP = 10;
// The last months stand out from those that they are compared with.
const RECENT = 12;

/** Revenue per month as small bars; the month under the pointer is told in words. */
export class TrendBars extends Component {
    static template = "customer_info_mgmt.TrendBars";
    static props = { trend: Array, money: Function };

    setup() {
        this.state = useState({ index: -1 });
        this.height = HEIGHT;
    }

    get width() {
        return this.props.trend.length * STEP;
    }

    /** Space for what is above and below zero: returns can outweigh sales. */
    get bars() {
        const values = this.props.trend.map(({ revenue }) => revenue);
        const top = Math.max(0, ...values);
        const range = top - Math.min(0, ...values) || 1;
        const y = (value) => ((top - value) / range) * HEIGHT;
        return values.map((value, index) => ({
            index,
            x: index * STEP + 1,
            y: Math.min(y(value), y(0)),
            height: Math.max(Math.abs(y(value) - y(0)), value ? 1.5 : 0.5),
            recent: index >= values.length - RECENT,
            negative: value < 0,
        }));
    }

    get caption() {
        const { trend, money } = this.props;
        const row = trend[this.state.index];
        if (row) {
            return _t("%(month)s: revenue %(revenue)s, margin %(margin)s", {
                month: this.month(row),
                revenue: money(row.revenue, undefined, 0),
                margin: money(row.margin, undefined, 0),
            });
        }
        const best = trend.reduce((max, one) => (one.revenue > max.revenue ? one : max));
        return _t("Best month: %(month)s with %(revenue)s", {
            month: this.month(best),
            revenue: money(best.revenue, undefined, 0),
        });
    }

    month({ month }) {
        return deserializeDate(month).toLocaleString({ year: "numeric", month: "short" });
    }

    point(index) {
        this.state.index = index;
    }
}
