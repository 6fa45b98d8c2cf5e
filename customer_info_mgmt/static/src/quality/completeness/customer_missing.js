import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const SHOWN = 6;
const COUNTED = ["required", "wanted"];

/** Whether a value on the form is something, as the database would see it. */
function isFilled(value) {
    if (typeof value === "string") {
        return Boolean(value.trim());
    }
    if (value && value.records) {
        return value.count > 0 || value.records.length > 0;
    }
    return Boolean(value);
}

/**
 * How complete a customer file is and what it lacks, while somebody types. A click on a
 * name goes to the field.
 */
export class CustomerMissing extends Component {
    static template = "customer_info_mgmt.CustomerMissing";
    static props = { ...standardWidgetProps };

    /** What is asked; a field that stands on the form is looked at there. */
    get asked() {
        const { record } = this.props;
        return (record.data.customer_asked || []).map((row) => ({
            ...row,
            filled:
                row.name in record.data ? isFilled(record.data[row.name]) : row.filled,
        }));
    }

    get missing() {
        return this.asked.filter((row) => !row.filled && COUNTED.includes(row.level));
    }

    get shown() {
        return this.missing.slice(0, SHOWN);
    }

    get moreText() {
        const more = this.missing.length - this.shown.length;
        return more ? _t("and %s more", more) : "";
    }

    /** Percent by weight, rounded down: 100 means that nothing is missing. */
    get percent() {
        const asked = this.asked;
        const total = asked.reduce((sum, row) => sum + row.weight, 0);
        const got = asked.reduce((sum, row) => sum + (row.filled ? row.weight : 0), 0);
        return total ? Math.floor((100 * got) / total) : 100;
    }

    get color() {
        if (this.missing.some((row) => row.level === "required")) {
            return "bg-warning";
        }
        return this.missing.length ? "bg-info" : "bg-success";
    }

    /** Go to the field; it may stand on another page of the form. */
    async goTo(name, ev) {
        const form = ev.currentTarget.closest(".o_form_view");
        for (const tab of [null, ...form.querySelectorAll(".o_notebook_headers .nav-link")]) {
            if (tab) {
                tab.click();
                await new Promise((resolve) => setTimeout(resolve, 60));
            }
            const field = this.findField(form, name);
            if (field) {
                field.scrollIntoView({ block: "center" });
                field.querySelector("input, textarea, select, button, a")?.focus();
                field.classList.add("o_customer_missing_here");
                setTimeout(() => field.classList.remove("o_customer_missing_here"), 2000);
                return;
            }
        }
    }

    findField(form, name) {
        return [...form.querySelectorAll(`.o_field_widget[name='${name}']`)].find(
            (field) => field.offsetParent && !field.classList.contains("o_readonly_modifier")
        );
    }
}

registry.category("view_widgets").add("customer_missing", {
    component: CustomerMissing,
    fieldDependencies: [{ name: "customer_asked", type: "json" }],
});
