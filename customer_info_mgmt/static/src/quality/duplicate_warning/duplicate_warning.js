import { Component, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const COMPARED = ["name", "phone", "email", "vat", "street", "city", "zip", "birthday"];
const DELAY = 400;

/**
 * Says while somebody types that the customer seems to be there already.
 *
 * It listens to the keys, not to the record: a field tells its record only when it is
 * left, and by then the clerk has typed the whole customer.
 */
export class DuplicateWarning extends Component {
    static template = "customer_info_mgmt.DuplicateWarning";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.state = useState({ found: [], action: "warn" });
        this.typed = {};
        this.asked = 0;
        this.check = useDebounced(() => this.ask(), DELAY);
        this.onInput = this.onInput.bind(this);
        onMounted(() => {
            this.form = this.root.el.closest(".o_form_view");
            this.form?.addEventListener("input", this.onInput);
        });
        onWillUnmount(() => this.form?.removeEventListener("input", this.onInput));
    }

    onInput(ev) {
        const field = ev.target.closest(".o_field_widget")?.getAttribute("name");
        if (COMPARED.includes(field)) {
            this.typed[field] = ev.target.value;
            this.check();
        }
    }

    get values() {
        const { record } = this.props;
        const values = { id: record.resId || false };
        for (const field of COMPARED) {
            const value = this.typed[field] ?? record.data[field];
            if (typeof value === "string" && value.trim()) {
                values[field] = value;
            }
        }
        // Nobody has said yet that a new record is a person: it is what forms begin with.
        if (record.data.is_company || record.resId) {
            values.is_company = record.data.is_company;
        }
        if (record.data.parent_id) {
            values.parent_id = record.data.parent_id.id;
        }
        return values;
    }

    async ask() {
        const number = ++this.asked;
        const answer = await this.orm.silent.call("customer.duplicate", "check_form", [
            this.values,
        ]);
        // A slow answer to what was typed before must not replace a later one.
        if (number === this.asked) {
            Object.assign(this.state, answer);
        }
    }

    hrefOf(candidate) {
        return `/odoo/res.partner/${candidate.id}`;
    }
}

export const duplicateWarning = {
    component: DuplicateWarning,
    fieldDependencies: [{ name: "is_company", type: "boolean" }],
};

registry.category("view_widgets").add("customer_duplicate_warning", duplicateWarning);
