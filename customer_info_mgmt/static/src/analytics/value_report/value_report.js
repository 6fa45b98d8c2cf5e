import { Component, onWillStart, useState } from "@odoo/owl";
import { serializeDate, deserializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { useSetupAction } from "@web/search/action_hook";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** What the customer file saved in a month, from what really happened. */
export class ValueReport extends Component {
    static template = "customer_info_mgmt.ValueReport";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        const state = this.props.state || {};
        this.state = useState({ month: state.month || false, data: null });
        useSetupAction({ getLocalState: () => ({ month: this.state.month }) });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.keepLast.add(
            this.orm.call("customer.value.report", "get_report", [], {
                month: this.state.month,
            })
        );
    }

    async move(months) {
        const month = deserializeDate(this.state.data.month).plus({ months });
        await this.show(serializeDate(month));
    }

    async show(month) {
        this.state.month = month;
        await this.load();
    }

    get bars() {
        const { trend } = this.state.data;
        const most = Math.max(...trend.map(({ hours }) => hours)) || 1;
        return trend.map((row) => ({ ...row, height: Math.round((100 * row.hours) / most) }));
    }

    number(value) {
        return formatInteger(value);
    }

    hours(value) {
        return formatFloat(value, { digits: [69, 1] });
    }

    async open(row) {
        if (!row.count) {
            return;
        }
        const action = await this.orm.call("customer.value.report", "action_open", [
            row.key,
            this.state.data.month,
        ]);
        return this.action.doAction(action);
    }

    async takeAlong(method) {
        const values = { report: "value", date_to: this.state.data.month };
        const [id] = await this.orm.create("customer.report", [
            { ...values, date_from: this.state.data.month },
        ]);
        const action = await this.orm.call("customer.report", method, [[id]]);
        return this.action.doAction(action);
    }

    openSettings() {
        return this.action.doAction("customer_info_mgmt.customer_info_mgmt_settings_action");
    }
}

registry.category("actions").add("customer_info_mgmt.value_report", ValueReport);
