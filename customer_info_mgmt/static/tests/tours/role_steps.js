import { stepUtils } from "@web_tour/tour_utils";

/** What several tours of the roles do. */
export const roleSteps = {
    openCustomers() {
        return stepUtils.goToAppSteps(
            "customer_info_mgmt.customer_info_mgmt_menu_root",
            "Open the Customers app."
        );
    },

    openCustomer(name) {
        return [
            {
                content: `Open ${name}.`,
                trigger: `.o_data_row td[name='complete_name']:contains(${name})`,
                run: "click",
            },
            // A file that the role may not edit has no input: the title tells in both cases.
            { trigger: `.o_breadcrumb:contains(${name})` },
            { trigger: ".o_form_view" },
        ];
    },

    openPage(name) {
        return [
            {
                content: `Open the page ${name}.`,
                trigger: `.o_notebook_headers a.nav-link[name='${name}']`,
                run: "click",
            },
            { trigger: `.o_notebook_headers a.nav-link.active[name='${name}']` },
        ];
    },

    /** Choose `text` in a many2one or tags field inside `scope`. */
    choose(field, text, scope = ".o_form_view") {
        return [
            {
                content: `Look for ${text}.`,
                trigger: `${scope} .o_field_widget[name='${field}'] input`,
                run: `edit ${text}`,
            },
            {
                content: `Choose ${text}.`,
                trigger: `.o-autocomplete--dropdown-item:contains(${text}) a, .o-autocomplete--dropdown-item a:contains(${text})`,
                run: "click",
            },
        ];
    },

    /** A step that fails when `selector` can be seen inside `place`. */
    mustNotSee(selector, place = ".o_form_view") {
        return {
            content: `Nothing to see at ${selector}.`,
            trigger: place,
            run() {
                if (document.querySelector(selector)) {
                    throw new Error(`${selector} must not be shown to this role`);
                }
            },
        };
    },
};
