import { browser } from "@web/core/browser/browser";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";

import { Component } from "@odoo/owl";

const ROLES = ["user", "finance", "steward", "privacy"];

/**
 * Exports everything that the list of customers shows, without selecting it first.
 */
export class ExportCustomers extends Component {
    static template = "customer_info_mgmt.ExportCustomers";
    static components = { DropdownItem };
    static props = {};

    async onSelected() {
        // Not by useService: the menu closes, and with it goes this component.
        const { orm, action: actions } = this.env.services;
        const { domain, context } = this.env.searchModel;
        const action = await orm.call("res.partner", "action_export_list", [domain], {
            context,
        });
        actions.doAction(action);
    }
}

async function mayExport() {
    if (!(await user.hasGroup("base.group_allow_export"))) {
        return false;
    }
    const roles = await Promise.all(
        ROLES.map((role) => user.hasGroup(`customer_info_mgmt.group_customer_${role}`)),
    );
    return roles.some(Boolean);
}

registry.category("cogMenu").add(
    "customer-export-menu",
    {
        Component: ExportCustomers,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: async (env) =>
            env.searchModel?.resModel === "res.partner" &&
            ["kanban", "list"].includes(env.config.viewType) &&
            !env.model.root.selection.length &&
            (await mayExport()),
    },
    { sequence: 11 },
);

/** Fetches a file and closes the dialog; core's action does one or the other. */
registry.category("actions").add("customer_info_mgmt.download", (env, action) => {
    browser.location.assign(action.params.url);
    return { type: "ir.actions.act_window_close" };
});
