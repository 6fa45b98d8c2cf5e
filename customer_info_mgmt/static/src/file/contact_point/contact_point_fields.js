import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";
import { SelectionField, selectionField } from "@web/views/fields/selection/selection_field";

export const CONTACT_ICONS = {
    phone: "fa-phone",
    mobile: "fa-mobile",
    email: "fa-envelope-o",
    wechat: "fa-weixin",
    wecom: "fa-weixin",
    qq: "fa-qq",
    whatsapp: "fa-whatsapp",
    telegram: "fa-telegram",
    line: "fa-comment",
    weibo: "fa-weibo",
    douyin: "fa-music",
    facebook: "fa-facebook",
    instagram: "fa-instagram",
    linkedin: "fa-linkedin",
    fax: "fa-fax",
    other: "fa-link",
};

/** The kind of a contact point, with its sign. */
export class ContactKindField extends SelectionField {
    static template = "customer_info_mgmt.ContactKindField";

    get icon() {
        return CONTACT_ICONS[this.props.record.data[this.props.name]] || "fa-link";
    }
}

registry.category("fields").add("customer_contact_kind", {
    ...selectionField,
    component: ContactKindField,
});

/** The value of a contact point: a click calls or writes, where a device can. */
export class ContactValueField extends CharField {
    static template = "customer_info_mgmt.ContactValueField";

    get href() {
        const { kind, value, do_not_use: unusable } = this.props.record.data;
        if (!value || unusable) {
            return false;
        }
        if (kind === "email") {
            return `mailto:${value}`;
        }
        return kind === "phone" || kind === "mobile"
            ? `tel:${value.replace(/\s+/g, "")}`
            : false;
    }
}

registry.category("fields").add("customer_contact_value", {
    ...charField,
    component: ContactValueField,
});
