import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { BridgeBars } from "./bridge_bars";

/** What is left of the sales of a customer; it loads when somebody wants to know. */
export class ContributionBridge extends Component {
    static template = "customer_info_mgmt.ContributionBridge";
    static components = { BridgeBars };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ isOpen: false, bridge: null });
        onWillUpdateProps((nextProps) => {
            if (nextProps.record.resId !== this.props.record.resId) {
                this.state.isOpen = false;
                this.state.bridge = null;
            }
        });
    }

    async toggle() {
        this.state.isOpen = !this.state.isOpen;
        if (this.state.isOpen && !this.state.bridge) {
            this.state.bridge = await this.keepLast.add(
                this.orm.call("customer.profile", "customer_contribution_bridge", [], {
                    partner_id: this.props.record.resId,
                })
            );
        }
    }
}

registry.category("view_widgets").add("customer_contribution_bridge", {
    component: ContributionBridge,
});
