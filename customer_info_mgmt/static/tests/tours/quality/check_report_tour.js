import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_check_report", {
    steps: () => [
        {
            content: "The four measures stand above",
            trigger: ".o_check_report [data-measure=accuracy]:contains(%)",
        },
        {
            content: "Compare with the week before",
            trigger: ".o_check_report [data-days='7']",
            run: "click",
        },
        {
            content: "The table by group",
            trigger: ".o_check_report [data-dimension=group]",
            run: "click",
        },
        {
            content: "It names the group; open what is missing in it",
            trigger: ".o_check_report tr:contains(Tour Group) [data-kind=missing] a",
            run: "click",
        },
        {
            content: "The list behind the number",
            trigger: ".o_list_view .o_data_row:contains(Quay Trading) .o_data_cell[name=complete_name]",
            run: "click",
        },
        {
            content: "The file says what is missing; go to the field",
            trigger: ".o_customer_missing button[data-field=city]",
            run: "click",
        },
        {
            content: "Fill it in",
            trigger: ".o_field_widget[name=city] input",
            run: "edit Hangzhou",
        },
        {
            content: "Leave the field: it is missing no more, before anything is saved",
            trigger: ".o_field_widget[name=zip] input",
            run: "click",
        },
        {
            trigger: ".o_customer_missing:not(:has([data-field=city]))",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved .o_customer_missing:contains(Nothing is missing)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_required_form", {
    steps: () => [
        {
            content: "Name of a new customer",
            trigger:
                ".o_form_view .o_field_widget[name=name] textarea:visible, .o_form_view .o_field_widget[name=name] input:visible",
            run: "edit Quay Two",
        },
        {
            content: "What the rules ask for is required on the form",
            trigger: ".o_field_widget[name=city].o_required_modifier",
        },
        {
            content: "Try to save without it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The field is marked",
            trigger: ".o_field_widget[name=city].o_field_invalid",
        },
        {
            content: "Fill it in",
            trigger: ".o_field_widget[name=city] input",
            run: "edit Hangzhou",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});
