import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("customer_duplicate_while_typing", {
    steps: () => [
        {
            content: "Type the name of a customer who is there, and leave nothing",
            trigger: ".o_form_view .o_field_widget[name=name] textarea:visible, .o_form_view .o_field_widget[name=name] input:visible",
            run: "edit 华强电子",
        },
        {
            content: "The form says so, and by what",
            trigger: ".o_customer_duplicates .alert:contains(华强电子有限公司):contains(same name)",
        },
        {
            content: "A name that is not there",
            trigger: ".o_form_view .o_field_widget[name=name] textarea:visible, .o_form_view .o_field_widget[name=name] input:visible",
            run: "edit 某某完全不同的名字",
        },
        {
            content: "The hint goes",
            trigger: ".o_form_view:not(:has(.o_customer_duplicates .alert))",
        },
        // Leaves once the form is gone: a form still open is saved with the page.
        ...stepUtils.discardForm(),
    ],
});

registry.category("web_tour.tours").add("customer_duplicate_review", {
    steps: () => [
        {
            content: "Open the pair",
            trigger: ".o_data_row:contains(华强电子) .o_data_cell[name=reason_text]",
            run: "click",
        },
        {
            content: "What they hold stands side by side",
            trigger: ".o_customer_comparison tr:contains(Phone):contains(2600)",
        },
        {
            content: "They are two",
            trigger: "button[name=action_dismiss]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit a branch",
        },
        {
            content: "Apply",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "It is decided",
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains(Not a duplicate)",
        },
        {
            content: "With its reason",
            trigger: ".o_field_widget[name=reason]:contains(a branch)",
        },
    ],
});
