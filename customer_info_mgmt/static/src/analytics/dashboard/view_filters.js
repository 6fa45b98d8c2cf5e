import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const WHOSE = ["company_id", "user_id", "team_id", "group_id"];
const MONTH = /^\d{4}-\d{2}$/;

/** What is looked at: the period, what it is compared with, and whose customers. */
export class ViewFilters extends Component {
    static template = "customer_info_mgmt.ViewFilters";
    static props = {
        filters: Object,
        choices: Object,
        onChange: Function,
        withoutComparison: { type: [Boolean, String], optional: true },
    };

    setup() {
        this.periods = [
            { key: "month", label: _t("This Month") },
            { key: "last_month", label: _t("Last Month") },
            { key: "quarter", label: _t("This Quarter") },
            { key: "year", label: _t("This Year") },
            { key: "12m", label: _t("12 Months") },
            { key: "custom", label: _t("From – To") },
        ];
        this.comparisons = [
            { key: "before", label: _t("The Period before") },
            { key: "year", label: _t("A Year before") },
        ];
    }

    /** Selections that offer anything to choose. */
    get selects() {
        const { companies, users, teams, groups } = this.props.choices;
        return [
            { key: "company_id", label: _t("Company"), all: null, options: companies, least: 2 },
            { key: "user_id", label: _t("Owner"), all: _t("All Owners"), options: users, least: 1 },
            { key: "team_id", label: _t("Team"), all: _t("All Teams"), options: teams, least: 1 },
            { key: "group_id", label: _t("Group"), all: _t("All Groups"), options: groups, least: 1 },
        ].filter(({ options, least }) => options.length >= least);
    }

    get filters() {
        return this.props.filters;
    }

    month(name) {
        return (this.filters[name] || "").slice(0, 7);
    }

    choose(name, value) {
        const filters = { ...this.filters, [name]: value };
        if (name === "period" && value === "custom" && !filters.month_from) {
            const year = luxon.DateTime.now().year;
            filters.month_from = `${year - 1}-01-01`;
            filters.month_to = `${year - 1}-12-01`;
        }
        if (name === "period" && value !== "custom") {
            delete filters.month_from;
            delete filters.month_to;
        }
        this.props.onChange(filters);
    }

    chooseWhose(name, text) {
        const filters = { ...this.filters };
        if (text) {
            filters[name] = Number(text);
        } else {
            delete filters[name];
        }
        this.props.onChange(filters);
    }

    /** A period ends no earlier than it begins: the other month goes along. */
    chooseMonth(name, text) {
        if (!MONTH.test(text)) {
            return;
        }
        const filters = { ...this.filters, [name]: `${text}-01` };
        if (filters.month_from > filters.month_to) {
            filters.month_from = filters.month_to = `${text}-01`;
        }
        this.props.onChange(filters);
    }

    get isNarrowed() {
        return WHOSE.some((name) => this.filters[name]);
    }

    reset() {
        const filters = { ...this.filters };
        WHOSE.forEach((name) => delete filters[name]);
        this.props.onChange(filters);
    }
}

/** Names of the records that are chosen, for a line of text. */
export function chosenNames(filters, choices) {
    const lists = {
        company_id: choices.companies,
        user_id: choices.users,
        team_id: choices.teams,
        group_id: choices.groups,
    };
    return WHOSE.filter((name) => filters[name])
        .map((name) => lists[name].find(({ id }) => id === filters[name])?.name)
        .filter(Boolean);
}
