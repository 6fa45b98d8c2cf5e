import { registry } from "@web/core/registry";

const save = [
    { content: "Save", trigger: ".o_form_button_save", run: "click" },
    { content: "It is saved", trigger: ".o_form_saved" },
];

function add(product) {
    return {
        content: `Add ${product}`,
        trigger: `.o_order_suggestion:contains(${product}) .o_order_suggestion_add`,
        run: "click",
    };
}

function isOnTheOrder(product, quantity) {
    return {
        content: `${product} is on the order`,
        // Opening a form, or a line with its taxes, takes a while on a busy machine.
        timeout: 30000,
        trigger: `div[name='order_line'] .o_data_row:contains(${product}):contains('${quantity}')`,
    };
}

registry.category("web_tour.tours").add("customer_info_mgmt_order_suggestions", {
    steps: () => [
        {
            content: "What goes with the phone, and why",
            trigger:
                "[data-strip='together'] .o_order_suggestion:contains('Case'):contains('in 100 % of the orders with Phone X'):contains('on hand')",
        },
        {
            content: "What the customer usually buys",
            trigger: "[data-strip='usual'] .o_order_suggestion:contains('every 30 days')",
        },
        add("Case"),
        isOnTheOrder("Case", "1.00"),
        {
            content: "It is suggested no more",
            trigger: ".o_order_suggestions:not(:has([data-strip='together']))",
        },
        add("Cable"),
        isOnTheOrder("Cable", "12.00"),
        {
            content: "Nothing is left to suggest",
            trigger: ".o_form_view:not(:has(.o_order_suggestions))",
        },
        ...save,
    ],
});

registry.category("web_tour.tours").add("customer_info_mgmt_order_suggestions_unsaved", {
    steps: () => [
        {
            content: "Look for the customer",
            trigger: ".o_field_widget[name='partner_id'] input",
            run: "edit Own Shop",
        },
        {
            content: "Choose the customer",
            trigger: ".o-autocomplete--dropdown-item:contains('Own Shop') a",
            run: "click",
        },
        add("Cable"),
        isOnTheOrder("Cable", "12.00"),
        ...save,
    ],
});

registry.category("web_tour.tours").add("customer_info_mgmt_latent_demand", {
    steps: () => [
        {
            content: "Open the product",
            trigger: ".o_group_header:contains('Case')",
            run: "click",
        },
        {
            content: "The reason is told in words",
            trigger: ".o_data_row:contains('3 of 4 buyers of Cable buy it, too (75 %)')",
        },
        {
            content: "Make a quotation of it",
            trigger: ".o_data_row button[name='action_make_quotation']",
            run: "click",
        },
        isOnTheOrder("Case", "2.00"),
        {
            content: "Open the reports of products",
            trigger: ".o_form_view .o_field_widget[name='partner_id']",
        },
    ],
});
