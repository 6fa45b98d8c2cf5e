import { squarify } from "@customer_info_mgmt/analytics/dashboard/treemap";
import { registry } from "@web/core/registry";

function assert(isTrue, what) {
    if (!isTrue) {
        throw new Error(`Treemap: ${what}`);
    }
}

/** Areas as the values, inside the area, nothing on top of another, nearly square. */
function checkTreemap(values, width, height) {
    const boxes = squarify(values, width, height);
    const total = values.reduce((sum, value) => sum + value, 0);
    assert(boxes.length === values.length, "a box per value");
    boxes.forEach((box, index) => {
        const share = (box.width * box.height) / (width * height);
        const wanted = total ? values[index] / total : 0;
        assert(Math.abs(share - wanted) < 1e-9, `area ${share} is not ${wanted}`);
        assert(box.x > -1e-9 && box.x + box.width < width + 1e-9, "inside, across");
        assert(box.y > -1e-9 && box.y + box.height < height + 1e-9, "inside, down");
        for (const other of boxes.slice(0, index)) {
            const across = Math.min(box.x + box.width, other.x + other.width) - Math.max(box.x, other.x);
            const down = Math.min(box.y + box.height, other.y + other.height) - Math.max(box.y, other.y);
            assert(across < 1e-9 || down < 1e-9, "one box lies on another");
        }
    });
    return boxes;
}

function checkTreemaps() {
    // The example of the article: 6 x 4, first box 3 x 2.
    const [first] = checkTreemap([6, 6, 4, 3, 2, 2, 1], 6, 4);
    assert(Math.abs(first.width - 3) < 1e-9 && Math.abs(first.height - 2) < 1e-9, "3 x 2");
    checkTreemap([1000, 300, 120, 50, 9, 1], 160, 100);
    checkTreemap([5], 160, 100);
    checkTreemap([7, 0, 0], 160, 100);
    checkTreemap([0, 0], 160, 100);
    checkTreemap([], 160, 100);
}

const back = (content) => ({
    content,
    trigger: ".o_back_button a",
    run: "click",
});

registry.category("web_tour.tours").add("customer_dashboard", {
    steps: () => [
        {
            content: "Revenue of 12 months",
            trigger: ".o_customer_dashboard [data-tile=revenue]:contains(1,200)",
            run: checkTreemaps,
        },
        {
            content: "The trend is drawn",
            trigger: ".o_customer_dashboard [data-part=trend] canvas",
        },
        {
            content: "Nobody is at risk, nobody is due: the tiles say so",
            trigger: ".o_customer_dashboard [data-tile=at_risk]:contains(0 customers)",
        },
        {
            content: "Look at one owner's customers",
            trigger: ".o_view_filters select[name=user_id]",
            run: "selectByLabel Tour Clerk",
        },
        {
            content: "Less than everybody's",
            trigger: ".o_customer_dashboard [data-tile=revenue]:contains(700)",
        },
        {
            content: "Who are the buyers?",
            trigger: ".o_customer_dashboard [data-tile=buyers]:contains(1)",
            run: "click",
        },
        {
            content: "The list holds them, and nobody else",
            trigger: ".o_list_view .o_data_row:contains(Harbour Lights)",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Quay Works)))",
        },
        back("Back to the dashboard, with the same filter"),
        {
            trigger: ".o_customer_dashboard [data-tile=revenue]:contains(700)",
        },
        {
            content: "Everybody's customers again",
            trigger: ".o_view_filters button:contains(All Customers)",
            run: "click",
        },
        {
            content: "The months behind the revenue",
            trigger: ".o_customer_dashboard [data-tile=revenue]:contains(1,200)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_group_name:contains(Quay Works)",
        },
        back("Back to the dashboard"),
        {
            content: "All cohorts",
            trigger: ".o_customer_dashboard [data-open=cohorts]",
            run: "click",
        },
        {
            content: "As money",
            trigger: ".o_cohorts [data-measure=revenue]",
            run: "click",
        },
        {
            trigger: ".o_cohorts [data-unit=amount]",
            run: "click",
        },
        {
            content: "A cell shows what the cohort brought in its month; open it",
            trigger: ".o_cohorts .o_cohort_map_cell button:contains(1,200)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Harbour Lights)",
        },
        back("Back to the cohorts"),
        {
            content: "Repeat rates by owner",
            trigger: ".o_cohorts [data-by=user_id]",
            run: "click",
        },
        {
            trigger: ".o_cohorts .o_cohorts_rates tr:contains(Tour Clerk):contains(100.0%)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_dashboard_empty", {
    steps: () => [
        {
            content: "Nothing was sold yet, and the page says what will be here",
            trigger: ".o_customer_dashboard .o_view_nocontent_empty_folder",
        },
        {
            content: "Open the other company's page of cohorts",
            trigger: ".o_menu_sections button[data-menu-xmlid='customer_info_mgmt.customer_info_mgmt_menu_reporting']",
            run: "click",
        },
        {
            trigger: ".dropdown-item[data-menu-xmlid='customer_info_mgmt.customer_cohorts_menu']",
            run: "click",
        },
        {
            trigger: ".o_cohorts .o_view_nocontent_empty_folder",
        },
    ],
});
