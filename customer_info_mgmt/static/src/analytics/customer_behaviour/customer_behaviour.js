import { Component, onWillStart, useState } from "@odoo/owl";
import { percent, wholeMoney } from "@customer_info_mgmt/analytics/shared/figures";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CustomerFilters } from "../customer_filters/customer_filters";
import { PERIODS } from "../customer_ranking/ranking_texts";

const { Info } = luxon;

/** When customers order, through whom and what: of one customer, or of a selection. */
export class CustomerBehaviour extends Component {
    static template = "customer_info_mgmt.CustomerBehaviour";
    static components = { ControlPanel, CustomerFilters };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.periods = PERIODS.filter(({ key }) => key !== "custom");
        this.partnerId = this.props.action.params?.partner_id || false;
        this.state = useState({ period: "12m", filters: {}, ...this.props.state, data: null });
        this.setFilters = (filters) => this.change({ filters });
        useSetupAction({
            getLocalState: () => {
                const { period, filters } = this.state;
                return { period, filters };
            },
        });
        onWillStart(() => this.load());
    }

    async load() {
        const { period, filters } = this.state;
        this.state.data = await this.keepLast.add(
            this.orm.call("customer.profile", "customer_behaviour", [], {
                partner_id: this.partnerId || null,
                period,
                filters: { ...filters },
            })
        );
    }

    async change(choices) {
        Object.assign(this.state, choices);
        await this.load();
    }

    get headline() {
        const { orders, revenue } = this.state.data;
        return _t("%(orders)s orders, %(revenue)s ordered", {
            orders: formatFloat(orders, { digits: [69, 0] }),
            revenue: this.money(revenue),
        });
    }

    get hourLabel() {
        return _t("Hour (%s)", this.state.data.timezone);
    }

    get weekdays() {
        const names = Info.weekdays("short");
        return this.filled("weekday", 1, 7).map((row) => ({
            ...row,
            name: names[row.key - 1],
        }));
    }

    get hours() {
        return this.filled("hour", 0, 23).map((row) => ({ ...row, name: `${row.key}` }));
    }

    get days() {
        return this.filled("day", 1, 31).map((row) => ({ ...row, name: `${row.key}` }));
    }

    /** Every hour or day, those without orders too, with its height beside the largest. */
    filled(name, first, last) {
        const found = Object.fromEntries(this.state.data[name].map((row) => [row.key, row]));
        const most = Math.max(1, ...this.state.data[name].map(({ orders }) => orders));
        const rows = [];
        for (let key = first; key <= last; key++) {
            const orders = found[key]?.orders || 0;
            rows.push({ key, orders, height: `height: ${(100 * orders) / most}%` });
        }
        return rows;
    }

    width(row, rows) {
        const most = Math.max(1, ...rows.map(({ revenue }) => revenue));
        return `width: ${Math.max(0, (100 * row.revenue) / most)}%`;
    }

    share(row) {
        const { revenue } = this.state.data;
        return revenue ? percent(row.revenue / revenue) : "";
    }

    money(value) {
        return wholeMoney(value, this.state.data.currency_id);
    }
}

registry.category("actions").add("customer_info_mgmt.customer_behaviour", CustomerBehaviour);
