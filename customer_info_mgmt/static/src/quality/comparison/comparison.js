import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const SIGNS = {
    same: { row: "", icon: "fa-check text-success" },
    differs: { row: "table-warning", icon: "fa-exclamation-triangle text-warning" },
    one: { row: "text-muted", icon: "" },
};

/** Two records side by side; what differs stands out. */
export class CustomerComparison extends Component {
    static template = "customer_info_mgmt.CustomerComparison";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get data() {
        return this.props.record.data[this.props.name] || { heads: [], rows: [] };
    }

    signOf(row) {
        return SIGNS[row.state];
    }

    open(head) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: head.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("customer_comparison", {
    component: CustomerComparison,
    supportedTypes: ["json"],
});
