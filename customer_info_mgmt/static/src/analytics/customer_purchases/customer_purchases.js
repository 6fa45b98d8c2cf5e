import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatFloat, formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { TrendBars } from "./trend_bars";

const FILLED = { success: "success", warning: "warning", danger: "danger", info: "info" };

/**
 * Who a customer is in figures, what it usually buys, bought and paid of late. It loads
 * when it is shown: a form whose tab stays closed does not pay for it.
 */
export class CustomerPurchases extends Component {
    static template = "customer_info_mgmt.CustomerPurchases";
    static components = { TrendBars };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ data: null });
        this.money = this.money.bind(this);
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps(async (nextProps) => {
            if (nextProps.record.resId !== this.loadedId) {
                await this.load(nextProps.record.resId);
            }
        });
    }

    async load(resId) {
        this.loadedId = resId;
        this.state.data = resId
            ? await this.keepLast.add(
                  this.orm.call("res.partner", "get_customer_purchases", [[resId]])
              )
            : null;
    }

    get hasTrend() {
        const { trend } = this.state.data;
        return trend && trend.some(({ revenue }) => revenue);
    }

    badgeClass({ tone }) {
        const color = FILLED[tone] || "secondary";
        return `text-bg-${color}`;
    }

    toneClass({ tone }) {
        return tone === "muted" ? "text-muted" : `text-${tone}`;
    }

    money(value, currencyId = this.state.data.currency_id, decimals = undefined) {
        const digits = decimals === undefined ? undefined : [69, decimals];
        return formatMonetary(value, { currencyId, digits });
    }

    quantity(line) {
        return `${formatFloat(line.quantity, { trailingZeros: false })} ${line.unit}`;
    }

    orderDate(line) {
        return formatDate(deserializeDateTime(line.date));
    }

    paymentDate(payment) {
        return formatDate(deserializeDate(payment.date));
    }

    paymentMethod({ journal, method }) {
        return [journal, method].filter(Boolean).join(" · ");
    }

    openContribution() {
        return this.openAll("action_view_customer_contribution");
    }

    open(resModel, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    async openAll(method) {
        const action = await this.orm.call("res.partner", method, [[this.loadedId]]);
        return this.action.doAction(action);
    }
}

registry.category("view_widgets").add("customer_purchases", { component: CustomerPurchases });
