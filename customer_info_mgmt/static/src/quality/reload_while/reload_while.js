import { Component, onWillUnmount, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const EVERY = 3000;

/** Reads the record again every few seconds while a job in the background works on it. */
export class ReloadWhile extends Component {
    static template = xml`<t/>`;
    static props = { ...standardWidgetProps, states: Array };

    setup() {
        this.timer = setInterval(() => this.reload(), EVERY);
        onWillUnmount(() => clearInterval(this.timer));
    }

    async reload() {
        const { record, states } = this.props;
        if (this.reading || document.hidden || !states.includes(record.data.state)) {
            return;
        }
        this.reading = true;
        try {
            await record.load();
        } finally {
            this.reading = false;
        }
    }
}

export const reloadWhile = {
    component: ReloadWhile,
    extractProps: ({ attrs }) => ({ states: (attrs.while || "").split(",") }),
};

registry.category("view_widgets").add("customer_reload_while", reloadWhile);
