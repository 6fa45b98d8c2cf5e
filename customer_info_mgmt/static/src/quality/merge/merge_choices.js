import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";

/**
 * The records of a merge side by side: a column per record, a row per field. A click on
 * a value takes it, a click on the head of a column makes that record the one that stays.
 */
export class MergeChoices extends Component {
    static template = "customer_info_mgmt.MergeChoices";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get table() {
        return this.props.record.data.comparison || { records: [], rows: [] };
    }

    get differing() {
        return this.table.rows.filter((row) => row.differs);
    }

    get equal() {
        return this.table.rows.filter((row) => !row.differs);
    }

    get sections() {
        return [
            { key: "differs", title: _t("To choose: here the records differ"), rows: this.differing },
            { key: "equal", title: _t("Taken over: here only one value is known"), rows: this.equal },
        ].filter((section) => section.rows.length);
    }

    isLocked() {
        return this.props.readonly;
    }

    /** Take the value of this field from this record. */
    async take(row, record) {
        if (this.isLocked()) {
            return;
        }
        const choices = { ...(this.props.record.data[this.props.name] || {}) };
        choices[row.key] = record.id;
        await this.props.record.update({ [this.props.name]: choices });
    }

    /** Make this record the one that stays. */
    async keep(record) {
        if (this.isLocked() || record.stays) {
            return;
        }
        await this.props.record.update({
            destination_id: { id: record.id, display_name: record.name },
        });
    }

    open(record) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: record.id,
            views: [[false, "form"]],
        });
    }
}

export const mergeChoices = {
    component: MergeChoices,
    fieldDependencies: [{ name: "comparison", type: "json" }],
};

registry.category("fields").add("merge_choices", mergeChoices);
