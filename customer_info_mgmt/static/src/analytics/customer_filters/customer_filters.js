import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** Country, region, group, owner and team to which the figures on a page are narrowed. */
export class CustomerFilters extends Component {
    static template = "customer_info_mgmt.CustomerFilters";
    static props = { filters: Object, onChange: Function };

    setup() {
        this.orm = useService("orm");
        this.ui = useService("ui");
        this.state = useState({ choices: {}, isOpen: false });
        this.labels = {
            country_id: _t("Country"),
            state_id: _t("Region"),
            customer_group_id: _t("Customer Group"),
            user_id: _t("Salesperson"),
            team_id: _t("Sales Team"),
        };
        onWillStart(async () => {
            this.state.choices = await this.orm.call(
                "customer.profile",
                "customer_filter_choices",
                []
            );
        });
    }

    /** Filters that there is something to choose for, and those that are set. */
    get names() {
        return Object.keys(this.labels).filter(
            (name) => this.state.choices[name]?.length > 1 || this.props.filters[name]
        );
    }

    get activeCount() {
        return Object.values(this.props.filters).filter(Boolean).length;
    }

    select(name, value) {
        this.props.onChange({ ...this.props.filters, [name]: Number(value) || false });
    }
}
