import { Component, onWillDestroy, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { formatFloat, formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const DELAY = 300;

/**
 * What else could go on an order: what is bought together with its products, and what
 * its customer usually buys. It asks when the customer, the price list or the products
 * change, and a click adds a line as if it had been typed.
 */
export class OrderSuggestions extends Component {
    static template = "customer_info_mgmt.OrderSuggestions";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ together: [], usual: [], currencyId: false, adding: false });
        this.asked = "";
        this.destroyed = false;
        onWillDestroy(() => (this.destroyed = true));
        this.load = useDebounced(() => this.ask(), DELAY);
        // Not awaited: the form does not wait for suggestions.
        useRecordObserver((record) => {
            this.question = this.questionOf(record);
            if (JSON.stringify(this.question) !== this.asked) {
                this.load();
            }
        });
    }

    questionOf(record) {
        const { data } = record;
        const lines = data.order_line?.records || [];
        const products = lines
            .filter((line) => !line.data.display_type && line.data.product_id)
            .map((line) => line.data.product_id.id);
        return {
            partner_id: data.partner_id?.id || false,
            company_id: data.company_id?.id || false,
            pricelist_id: data.pricelist_id?.id || false,
            warehouse_id: data.warehouse_id?.id || false,
            product_ids: [...new Set(products)].sort((a, b) => a - b),
        };
    }

    async ask() {
        const { question } = this;
        const text = JSON.stringify(question);
        if (this.destroyed || text === this.asked) {
            return;
        }
        this.asked = text;
        const found =
            question.partner_id || question.product_ids.length
                ? await this.keepLast.add(
                      this.orm.silent.call("sale.order", "get_product_suggestions", [question])
                  )
                : { together: [], usual: [], currency_id: false };
        if (!this.destroyed) {
            Object.assign(this.state, {
                together: found.together,
                usual: found.usual,
                currencyId: found.currency_id,
            });
        }
    }

    get strips() {
        return [
            {
                name: "together",
                title: _t("Bought together"),
                icon: "fa-puzzle-piece",
                rows: this.state.together,
            },
            {
                name: "usual",
                title: _t("Usually buys, not on this order"),
                icon: "fa-repeat",
                rows: this.state.usual,
            },
        ].filter(({ rows }) => rows.length);
    }

    price(row) {
        return formatMonetary(row.price, { currencyId: this.state.currencyId });
    }

    quantity(value) {
        return formatFloat(value, { trailingZeros: false });
    }

    stock(row) {
        return row.free_quantity > 0
            ? _t("%(quantity)s on hand", { quantity: this.quantity(row.free_quantity) })
            : _t("none on hand");
    }

    addLabel(row) {
        return _t("Add %(quantity)s %(unit)s", {
            quantity: this.quantity(row.quantity),
            unit: row.unit,
        });
    }

    async add(row) {
        if (this.state.adding) {
            return;
        }
        this.state.adding = true;
        try {
            const lines = this.props.record.data.order_line;
            if (await lines.leaveEditMode()) {
                const line = await lines.addNewRecord({ position: "bottom", mode: "readonly" });
                await line.update({
                    product_id: { id: row.product_id, display_name: row.name },
                    product_uom_qty: row.quantity,
                });
            }
        } finally {
            this.state.adding = false;
        }
    }
}

registry.category("view_widgets").add("customer_order_suggestions", {
    component: OrderSuggestions,
    fieldDependencies: [
        { name: "partner_id", type: "many2one" },
        { name: "company_id", type: "many2one" },
        { name: "pricelist_id", type: "many2one" },
        { name: "warehouse_id", type: "many2one" },
    ],
});
