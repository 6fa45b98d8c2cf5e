import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The lines of a merge as plain sentences. */
export class MergeTexts extends Component {
    static template = "customer_info_mgmt.MergeTexts";
    static props = { ...standardFieldProps };

    get texts() {
        return this.props.record.data[this.props.name].records.map((line) => ({
            id: line.resId,
            text: line.data.name,
        }));
    }
}

export const mergeTexts = {
    component: MergeTexts,
    supportedTypes: ["one2many"],
    relatedFields: [{ name: "name", type: "char" }],
};

registry.category("fields").add("merge_texts", mergeTexts);
