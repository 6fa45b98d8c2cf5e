import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const PAUSE = 1500;

/** A bar that moves while an import runs, and brings the form up to date at its end. */
export class ImportProgress extends Component {
    static template = "customer_info_mgmt.ImportProgress";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ percent: this.props.record.data.progress });
        useEffect(
            () => this.watch(),
            () => [this.props.record.resId, this.props.record.data.state]
        );
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get percent() {
        return Math.min(100, Math.round(this.state.percent));
    }

    watch() {
        clearTimeout(this.timer);
        const { resId, data } = this.props.record;
        this.state.percent = data.progress;
        if (resId && ["rehearsing", "importing", "undoing"].includes(data.state)) {
            this.timer = setTimeout(() => this.look(), PAUSE);
        }
    }

    async look() {
        const { record } = this.props;
        const [found] = await this.orm.silent.read(
            "customer.import",
            [record.resId],
            ["progress", "state", "message"]
        );
        if (!found) {
            return;
        }
        this.state.percent = found.progress;
        if (found.state !== record.data.state || found.message) {
            await record.load();
        } else {
            this.timer = setTimeout(() => this.look(), PAUSE);
        }
    }
}

registry.category("fields").add("import_progress", {
    component: ImportProgress,
    supportedTypes: ["float"],
});
