import { registry } from "@web/core/registry";

// What the warehouse sees on a delivery, and does about it in five seconds.
registry.category("web_tour.tours").add("customer_proposal_from_delivery", {
    steps: () => [
        {
            content: "The number on the delivery is wrong.",
            trigger: ".o_form_view button[name='action_suggest_correction']",
            run: "click",
        },
        {
            content: "Overwrite it.",
            trigger: ".modal .o_field_widget[name='phone'] input",
            run: "edit 138 0013 9999",
        },
        {
            trigger: ".modal .o_field_widget[name='note'] textarea",
            run: "edit The driver called",
        },
        {
            trigger: ".modal button[name='action_suggest']",
            run: "click",
        },
        {
            content: "It waits; the old value stays.",
            trigger: ".o_notification:contains(The old value stays)",
        },
        { trigger: "body:not(:has(.modal))" },
    ],
});

registry.category("web_tour.tours").add("customer_proposal_approve", {
    steps: () => [
        {
            content: "The menu says that something waits.",
            trigger: ".o_menu_sections .o_customer_proposal_count:contains(1)",
        },
        {
            content: "Open what waits.",
            trigger: ".o_data_row td[name='partner_id']:contains(Harbour)",
            run: "click",
        },
        {
            content: "Old and new stand side by side.",
            trigger:
                ".o_field_widget[name='line_ids'] .o_data_row:contains(+86 138 0013 4321):contains(+86 138 0013 9999)",
        },
        {
            trigger:
                ".o_field_widget[name='line_ids'] .o_data_row:contains(9999) button[name='action_approve']",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Approved)",
        },
        {
            content: "The customer has it now.",
            trigger: "button[name='action_open_customer']",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name='phone'] input:value(+86 138 0013 9999)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_self_check", {
    steps: () => [
        {
            content: "The phone is partly hidden.",
            trigger: ".o_customer_check_row:contains(4321):not(:contains(0013)) summary",
            run: "click",
        },
        {
            trigger: "input[name='new_phone']",
            run: "edit 138001",
        },
        {
            trigger: "button[value='send']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What cannot be right is told at its field.",
            trigger: "details[open] .invalid-feedback:contains(Too few digits)",
        },
        {
            trigger: "input[name='new_phone']",
            run: "edit 138 0013 9999",
        },
        {
            trigger: "textarea[name='note']",
            run: "edit We have moved",
        },
        {
            trigger: "button[value='send']",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "h1:contains(Thank you)" },
    ],
});
