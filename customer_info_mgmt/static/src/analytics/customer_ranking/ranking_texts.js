import { _t } from "@web/core/l10n/translation";

export const MEASURES = [
    { key: "revenue", label: _t("Revenue") },
    { key: "margin", label: _t("Margin") },
    { key: "contribution", label: _t("Contribution") },
    { key: "orders", label: _t("Orders") },
    { key: "returns", label: _t("Returns") },
];

export const PERIODS = [
    { key: "month", label: _t("Month") },
    { key: "quarter", label: _t("Quarter") },
    { key: "year", label: _t("Year") },
    { key: "12m", label: _t("12 Months") },
    { key: "all", label: _t("All Time") },
    { key: "custom", label: _t("From … To") },
];

/**
 * @param {string} measure
 * @param {{top: number, count: number, share: string}} values
 */
export function headlineOf(measure, values) {
    switch (measure) {
        case "margin":
            return _t("%(top)s of %(count)s customers (%(share)s) make 80% of the margin.", values);
        case "contribution":
            return _t(
                "%(top)s of %(count)s customers (%(share)s) make 80% of the contribution.",
                values
            );
        case "orders":
            return _t("%(top)s of %(count)s customers (%(share)s) place 80% of the orders.", values);
        case "returns":
            return _t(
                "%(top)s of %(count)s customers (%(share)s) send back 80% of all returns.",
                values
            );
        default:
            return _t(
                "%(top)s of %(count)s customers (%(share)s) make 80% of the revenue.",
                values
            );
    }
}

/** Who has no rank, and why. */
export function unrankedOf(measure, number) {
    switch (measure) {
        case "margin":
            return _t("%s customers without a profit are not ranked.", number);
        case "contribution":
            return _t("%s customers who leave nothing are not ranked.", number);
        case "orders":
            return _t("%s customers without an order are not ranked.", number);
        case "returns":
            return _t("%s customers without returns are not ranked.", number);
        default:
            return _t("%s customers without revenue are not ranked.", number);
    }
}
