import { Component } from "@odoo/owl";
import { formatFloat, formatMonetary } from "@web/views/fields/formatters";

/**
 * The way from the undiscounted value of what was sold to what is left of it, a bar for
 * each step: what is taken away hangs where the step before ended.
 */
export class BridgeBars extends Component {
    static template = "customer_info_mgmt.BridgeBars";
    static props = { bridge: Object };

    get steps() {
        const shown = this.props.bridge.steps.filter(
            ({ is_sum, amount }) => is_sum || amount
        );
        let reached = 0;
        const bars = shown.map((step) => {
            const from = step.is_sum ? 0 : reached;
            reached = step.is_sum ? step.amount : reached + step.amount;
            return { ...step, low: Math.min(from, reached), high: Math.max(from, reached) };
        });
        const lowest = Math.min(0, ...bars.map(({ low }) => low));
        const span = Math.max(0, ...bars.map(({ high }) => high)) - lowest || 1;
        return bars.map((bar) => ({
            ...bar,
            style:
                `left: ${(100 * (bar.low - lowest)) / span}%;` +
                `width: max(2px, ${(100 * (bar.high - bar.low)) / span}%)`,
        }));
    }

    barClass({ is_sum, amount }) {
        if (is_sum) {
            return amount < 0 ? "bg-danger" : "bg-primary";
        }
        return amount < 0 ? "o_bridge_taken" : "bg-success";
    }

    money(value) {
        return formatMonetary(value, { currencyId: this.props.bridge.currency_id });
    }

    percent(amount) {
        const { revenue } = this.props.bridge;
        return revenue > 0
            ? `${formatFloat((100 * amount) / revenue, { digits: [69, 1] })}%`
            : "";
    }
}
