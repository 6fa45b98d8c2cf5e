import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Two records side by side; what differs stands out. */
export class CustomerComparison extends Component {
    static template = "customer_info_mgmt.CustomerComparison";
    static props = { ...standardFieldProps };

    classOf(row) {
        return row.a && row.b && !row.same ? "table-warning" : "";
    }

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("customer_comparison", {
    component: CustomerComparison,
    supportedTypes: ["json"],
});
