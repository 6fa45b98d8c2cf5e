import { registry } from "@web/core/registry";

// From a file with an error and a likely duplicate to customers, and back again.
registry.category("web_tour.tours").add("customer_import_tour", {
    steps: () => [
        {
            content: "The import whose file is uploaded",
            trigger: ".o_data_row td[name='name']:contains('tour-customers.csv')",
            run: "click",
        },
        {
            content: "Read the file",
            trigger: "button[name='action_read_file']",
            run: "click",
        },
        {
            content: "The columns are found by their headings, but for one",
            trigger: ".o_field_widget[name='column_ids'] .o_data_row:contains('Stadt')",
        },
        {
            content: "Open the column that was not found",
            trigger:
                ".o_field_widget[name='column_ids'] .o_data_row:contains('Stadt') td[name='key']",
            run: "click",
        },
        {
            content: "Say what it means",
            trigger: ".o_field_widget[name='column_ids'] .o_field_widget[name='key'] input",
            run: "edit City",
        },
        {
            trigger: ".o-dropdown-item:contains('City'), .o_select_menu_item:contains('City')",
            run: "click",
        },
        {
            content: "Rehearse",
            trigger: "button[name='action_rehearse']",
            run: "click",
        },
        {
            content: "One row is wrong, and says why",
            trigger: ".o_data_row:contains('Tour Wrong'):contains('@')",
        },
        {
            content: "Two would be new",
            trigger: ".o_import_tile:contains('New') [name='new_count']:contains('2')",
        },
        {
            content: "Import",
            trigger: "button[name='action_commit']",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It is done, and can be taken back",
            trigger: "button[name='action_undo']",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Taken back; what was changed since is listed",
            trigger: ".o_customer_import span:contains('Taken back.'):visible",
        },
    ],
});
