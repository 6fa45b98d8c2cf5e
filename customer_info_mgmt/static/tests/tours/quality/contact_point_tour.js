import { registry } from "@web/core/registry";

const ROWS = ".o_customer_contact_point_ids .o_data_row";

registry.category("web_tour.tours").add("customer_contact_point_tour", {
    steps: () => [
        { trigger: "a[name=customer_file]", run: "click" },
        {
            content: "another number",
            trigger: ".o_customer_contact_point_ids .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_customer_contact_point_ids .o_selected_row [name=value] input",
            run: "edit 139 0013 9000",
        },
        {
            trigger: ".o_customer_contact_point_ids .o_selected_row [name=label] input",
            run: "edit Orders",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "cleaned, and not the primary one",
            trigger: `${ROWS}:contains(+86 139 0013 9000):contains(Orders) .fa-star-o`,
        },
        {
            content: "star it",
            trigger: `${ROWS}:contains(+86 139 0013 9000) [name=is_primary] a`,
            run: "click",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "it is the customer's phone now",
            trigger: ".o_form_view:has(.o_form_saved) [name=phone] input:value(+86 139 0013 9000)",
        },
        {
            content: "just called: it is right",
            trigger: `${ROWS}:contains(+86 139 0013 9000) button[name=action_verify]`,
            run: "click",
        },
        { trigger: ".o-mail-Message:contains(+86 139 0013 9000 verified: Call)" },
    ],
});
