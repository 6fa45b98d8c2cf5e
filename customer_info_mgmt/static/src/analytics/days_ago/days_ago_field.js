import { Component } from "@odoo/owl";
import { formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;
// Beyond this a clerk thinks in months.
const DAYS = 90;

/** A day in the past as a clerk says it: "yesterday", "23 days ago", "5 months ago". */
export class DaysAgoField extends Component {
    static template = "customer_info_mgmt.DaysAgoField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        const today = DateTime.local().startOf("day");
        const days = today.diff(this.value.startOf("day"), "days").days;
        return days > DAYS
            ? this.value.toRelative({ base: today })
            : this.value.toRelativeCalendar({ base: today, unit: "days" });
    }

    get day() {
        return formatDate(this.value);
    }
}

export const daysAgoField = {
    component: DaysAgoField,
    displayName: _t("Days ago"),
    supportedTypes: ["date"],
};

registry.category("fields").add("customer_days_ago", daysAgoField);
