import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { useBus, useService } from "@web/core/utils/hooks";
import { NavBar } from "@web/webclient/navbar/navbar";

const SOONEST = 5000;

/** How many proposals wait, on the menu Data Quality. */
export class ProposalCount extends Component {
    static template = "customer_info_mgmt.ProposalCount";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.state = useState({ count: 0 });
        this.asked = 0;
        // Whoever approves goes from view to view: each tells that it is there.
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.ask());
        onMounted(() => this.ask());
        onWillUnmount(() => clearTimeout(this.later));
    }

    ask() {
        const wait = this.asked + SOONEST - Date.now();
        clearTimeout(this.later);
        if (wait > 0) {
            this.later = setTimeout(() => this.ask(), wait);
            return;
        }
        this.asked = Date.now();
        this.orm.silent.call("customer.change.request", "count_waiting").then(
            (count) => (this.state.count = count),
            // Nobody is disturbed because a number is missing.
            () => {}
        );
    }
}

NavBar.components = { ...NavBar.components, ProposalCount };
