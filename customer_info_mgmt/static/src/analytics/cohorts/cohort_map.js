import { Component } from "@odoo/owl";
import { percent, wholeMoney } from "@customer_info_mgmt/analytics/shared/figures";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";

const FULL = "49, 136, 230";

/** Which share of the customers of a first month bought again, month by month. */
export class CohortMap extends Component {
    static template = "customer_info_mgmt.CohortMap";
    static props = {
        cohorts: Object,
        // What a cell shows: customers or revenue, as a share or as it is.
        measure: { type: String, optional: true },
        isShare: { type: Boolean, optional: true },
        onSelect: Function,
    };
    static defaultProps = { measure: "customers", isShare: true };

    get columns() {
        const longest = Math.max(0, ...this.props.cohorts.rows.map(({ cells }) => cells.length));
        return [...Array(longest).keys()];
    }

    share(cell) {
        return this.props.measure === "revenue" ? cell.kept_revenue : cell.kept;
    }

    text(cell) {
        if (this.props.isShare) {
            return percent(this.share(cell), 0);
        }
        return this.props.measure === "revenue"
            ? wholeMoney(cell.revenue, this.props.cohorts.currency_id)
            : formatInteger(cell.customers);
    }

    /** The average of a month over all cohorts; as an amount there is none. */
    averageText(average) {
        return percent(this.share(average), 0);
    }

    heat(cell) {
        const share = Math.max(0, Math.min(1, this.share(cell)));
        return share ? `background-color: rgba(${FULL}, ${(0.08 + 0.72 * share).toFixed(2)})` : "";
    }

    columnTitle(number) {
        return number ? _t("%s months after the first order", number) : _t("Month of the first order");
    }

    month(text) {
        return deserializeDate(text).toLocaleString({ month: "short", year: "numeric" });
    }

    title(row, cell) {
        const money = wholeMoney(cell.revenue, this.props.cohorts.currency_id);
        return `${this.month(row.cohort)} → ${this.month(cell.month)}: ${formatInteger(
            cell.customers
        )} / ${formatInteger(row.customers)}, ${money}`;
    }

    number(value) {
        return formatInteger(value);
    }
}
