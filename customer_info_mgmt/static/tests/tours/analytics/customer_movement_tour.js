import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_movement", {
    steps: () => [
        {
            content: "By the class of the revenue",
            trigger: ".o_movement [data-dimension=abc_class]",
            run: "click",
        },
        {
            content: "One customer rose; the one that fell stands by name below",
            trigger: ".o_movement [data-movers=rose]:contains(Rising Trading)",
        },
        {
            trigger: ".o_movement [data-movers=fell]:contains(Fading Trading)",
        },
        {
            content: "Only the customers of one group",
            trigger: ".o_movement .o_movement_group",
            run: "selectByLabel Tour Chains",
        },
        {
            trigger: ".o_movement:not(:contains(Fading Trading)) [data-movers=rose]:contains(Rising Trading)",
        },
        {
            content: "Everybody again",
            trigger: ".o_movement .o_movement_group",
            run: "selectByLabel All",
        },
        {
            trigger: ".o_movement [data-movers=fell]:contains(Fading Trading)",
        },
        {
            content: "Begin later: the choice of days is read again",
            trigger: ".o_movement .o_movement_from",
            run: "selectByIndex 0",
        },
        {
            content: "Open who fell in the end, from the total of the class",
            trigger: ".o_movement tfoot td:last button:contains(2)",
            run: "click",
        },
        {
            content: "The list behind the number has both by name",
            trigger: ".o_list_view .o_data_row:contains(Rising Trading)",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Fading Trading)",
        },
        {
            content: "Back: the dimension is still the same",
            trigger: ".o_back_button, .breadcrumb-item a:contains(Movement)",
            run: "click",
        },
        {
            trigger: ".o_movement [data-dimension=abc_class].active",
        },
    ],
});

registry.category("web_tour.tours").add("customer_movement_empty", {
    steps: () => [
        {
            content: "Nothing to compare with yet",
            trigger: ".o_movement .o_movement_build",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=months] input",
            run: "edit 12",
        },
        {
            trigger: ".modal button[name=action_build]",
            run: "click",
        },
        {
            content: "The month ends wait for the job",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=state]:contains(Waiting)",
        },
    ],
});
