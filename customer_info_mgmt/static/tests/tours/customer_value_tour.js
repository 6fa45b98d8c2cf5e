import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_info_mgmt_customer_value", {
    url: "/odoo/customer-ranking",
    steps: () => [
        {
            content: "The ranking says who makes most of it",
            trigger: ".o_customer_ranking_headline:contains('make 80% of the revenue')",
        },
        {
            content: "Bars and cumulated share are drawn",
            trigger: ".o_customer_ranking_chart canvas",
        },
        {
            content: "Rank by margin",
            trigger: "button[data-measure='margin']",
            run: "click",
        },
        {
            content: "The other measure is shown",
            trigger: ".o_customer_ranking_headline:contains('make 80% of the margin')",
        },
        {
            content: "Look at all time",
            trigger: "button[data-period='all']",
            run: "click",
        },
        {
            content: "Open the customer from the list",
            trigger: ".o_customer_ranking_row a:contains('Tour Trading')",
            run: "click",
        },
        {
            content: "The header tells the class and the last order",
            trigger: "div[name='customer_header']:contains('Last Order'):contains('today')",
        },
        {
            content: "Open the value tab",
            trigger: "a.nav-link[name='customer_value']",
            run: "click",
        },
        {
            content: "The trend is drawn, the last months in full colour",
            trigger: ".o_customer_trend .o_customer_trend_bar.o_recent",
        },
        {
            content: "A sentence says who the customer is",
            trigger: ".o_customer_sentence:contains('One order so far, today')",
        },
        {
            content: "Tiles hold the figures",
            trigger: "[data-tile='revenue_12m']:contains('200')",
        },
        {
            content: "What cannot be known yet is said",
            trigger: "[data-tile='next_order_date']:contains('Not enough history')",
        },
        {
            content: "Ask where the figures come from",
            trigger: ".o_customer_purchases summary",
            run: "click",
        },
        {
            content: "The figures explain themselves",
            trigger: ".o_customer_explanation:contains('of the revenue of all customers')",
        },
        {
            content: "The purchase stands there with its remark",
            trigger: ".o_customer_purchase:contains('Tea'):contains('red box')",
        },
        {
            content: "Payments are not for sales",
            trigger: ".o_customer_purchases:not(:has(.o_customer_payment))",
        },
        {
            content: "Go to all purchases",
            trigger: ".o_customer_all_purchases",
            run: "click",
        },
        {
            content: "They are listed",
            trigger: ".o_list_view .o_data_row:contains('Tea')",
        },
    ],
});
