import { Component } from "@odoo/owl";
import { CustomerFilters } from "../customer_filters/customer_filters";

/** Which months and customers stand on one side of a comparison. */
export class ComparisonSide extends Component {
    static template = "customer_info_mgmt.ComparisonSide";
    static components = { CustomerFilters };
    static props = {
        name: String,
        title: String,
        side: Object,
        first: [String, { value: false }],
        last: String,
        onChange: Function,
    };

    setup() {
        this.setFilters = (filters) => this.props.onChange({ filters });
    }

    month(day) {
        return day ? day.slice(0, 7) : "";
    }

    setMonth(name, value) {
        // Browsers without a box for months let one type anything.
        if (/^\d{4}-\d{2}$/.test(value)) {
            this.props.onChange({ [name]: `${value}-01` });
        }
    }
}
