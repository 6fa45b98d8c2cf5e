import { registry } from "@web/core/registry";

/** Merge all certain pairs of the review list, after a look at the counts. */
registry.category("web_tour.tours").add("customer_merge_campaign_start", {
    steps: () => [
        {
            trigger: ".o_control_panel button[name=action_merge_many]",
            run: "click",
        },
        {
            content: "It says how many customers and records that is",
            trigger: ".modal .o_field_widget[name=summary]:contains(3 records: 2 records go)",
        },
        {
            trigger: ".modal button[name=action_start]",
            run: "click",
        },
        {
            content: "The campaign waits for its job",
            trigger: ".o_form_view .o_field_widget[name=summary]:contains(0 of 1 groups merged)",
        },
        {
            trigger: ".o_form_view button[name=action_stop]:visible",
        },
    ],
});

/** Take the whole campaign back. */
registry.category("web_tour.tours").add("customer_merge_campaign_undo", {
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell[name=summary]:contains(1 of 1 groups merged)",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_undo]",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary:contains(Undo)",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains(Being undone)",
        },
    ],
});
