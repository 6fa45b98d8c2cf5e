import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

// The banner and the button of one form ask for the same at the same moment.
const asked = new Map();

/**
 * Says which values of this customer wait for approval.
 *
 * It asks when the form is there, so that the form opens no slower for it.
 */
class WaitingChanges extends Component {
    static template = "customer_info_mgmt.WaitingChanges";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ count: 0, texts: [] });
        onWillStart(() => {
            this.load(this.props.record);
        });
        onWillUpdateProps((props) => {
            this.load(props.record);
        });
    }

    async load(record) {
        const id = record.resId;
        if (!id) {
            Object.assign(this.state, { count: 0, texts: [] });
            return;
        }
        if (!asked.has(id)) {
            // Not the component's own service: its answers end with the component, and
            // the form makes some of them twice.
            const { orm } = this.env.services;
            const answer = orm.silent.call("res.partner", "get_waiting_changes", [[id]]);
            asked.set(id, answer);
            const forget = () => setTimeout(() => asked.delete(id), 200);
            answer.then(forget, forget);
        }
        const found = await asked.get(id);
        // A slow answer for another customer must not show on this one.
        if (this.props.record.resId === id) {
            Object.assign(this.state, found);
        }
    }

    async open() {
        const id = this.props.record.resId;
        const action = await this.orm.call("res.partner", "action_view_change_requests", [[id]]);
        this.action.doAction(action);
    }
}

class WaitingChangesCount extends WaitingChanges {
    static template = "customer_info_mgmt.WaitingChangesCount";
}

registry
    .category("view_widgets")
    .add("customer_waiting_changes", { component: WaitingChanges })
    .add("customer_waiting_changes_count", { component: WaitingChangesCount });
