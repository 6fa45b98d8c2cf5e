import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_info_mgmt_contribution", {
    url: "/odoo/customer-ranking",
    steps: () => [
        {
            content: "Rank by what is left after every cost",
            trigger: "button[data-measure='contribution']",
            run: "click",
        },
        {
            content: "The headline follows",
            trigger: ".o_customer_ranking_headline:contains('80% of the contribution')",
        },
        {
            content: "Take the year",
            trigger: "button[data-period='year']",
            run: "click",
        },
        {
            content: "Whole months count, and it says so",
            trigger: ".o_customer_ranking_period:contains('whole months')",
        },
        {
            content: "The big customer who leaves nothing is marked",
            trigger: ".o_ranking_little:contains('1')",
            run: "click",
        },
        {
            content: "It stands there alone",
            trigger: ".o_customer_ranking_row:contains('Big Tour'):only-child",
        },
        {
            content: "Back to everybody",
            trigger: ".o_ranking_everybody",
            run: "click",
        },
        {
            content: "By revenue",
            trigger: "button[data-measure='revenue']",
            run: "click",
        },
        {
            content: "The big one comes first",
            trigger: ".o_customer_ranking_row:first-child:contains('Big Tour')",
        },
        {
            content: "Explain what is left",
            trigger: ".o_ranking_explain",
            run: "click",
        },
        {
            content: "The bridge ends with the contribution",
            trigger: ".o_bridge_step[data-step='contribution']",
        },
        {
            content: "Only customers of one group",
            trigger: "select[data-filter='customer_group_id']",
            run: "selectByLabel Tour Wholesale",
        },
        {
            content: "The other one is gone",
            trigger: ".o_customer_ranking_page:not(:contains('Small Tour'))",
        },
        {
            content: "Open the customer",
            trigger: ".o_customer_ranking_row a:contains('Big Tour')",
            run: "click",
        },
        {
            content: "Its value tab",
            trigger: "a.nav-link[name='customer_value']",
            run: "click",
        },
        {
            content: "What is left of it",
            trigger: ".o_contribution_bridge_toggle",
            run: "click",
        },
        {
            content: "Its order cost more than the margin",
            trigger: ".o_contribution_bridge .o_bridge_step[data-step='order']:contains('× 1')",
        },
    ],
});

registry.category("web_tour.tours").add("customer_info_mgmt_comparison", {
    url: "/odoo/customer-comparison",
    steps: () => [
        {
            content: "The growth and whose doing it is",
            trigger: ".o_comparison_explanation:contains('2 customers explain 80% of the rise')",
        },
        {
            content: "By product",
            trigger: ".o_comparison_by",
            run: "select product",
        },
        {
            content: "Tea explains it",
            trigger: ".o_comparison_row:contains('Tea')",
        },
        {
            content: "Only what falls",
            trigger: "button[data-direction='falling']",
            run: "click",
        },
        {
            content: "Nothing does",
            trigger: ".o_customer_comparison_page:not(:has(.o_comparison_row))",
        },
        {
            content: "By orders there are customers again",
            trigger: ".o_comparison_measure",
            run: "select orders",
        },
        {
            content: "All of them",
            trigger: "button[data-direction='all']",
            run: "click",
        },
        {
            content: "Two customers",
            trigger: ".o_comparison_row:contains('Small Tour')",
        },
        {
            content: "Open what is behind the number",
            trigger: ".o_comparison_total_b",
            run: "click",
        },
        {
            content: "The orders are listed",
            trigger: ".o_list_view .o_data_row:contains('Tea')",
        },
    ],
});
