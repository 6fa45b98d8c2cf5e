import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

export const DIMENSIONS = [
    { key: "customer", label: _t("Customer") },
    { key: "product", label: _t("Product") },
    { key: "category", label: _t("Product Category") },
    { key: "customer_group", label: _t("Customer Group") },
    { key: "country", label: _t("Country") },
    { key: "state", label: _t("Region") },
    { key: "user", label: _t("Salesperson") },
];

export const DIRECTIONS = [
    { key: "all", label: _t("All") },
    { key: "rising", label: _t("Rising") },
    { key: "falling", label: _t("Falling") },
];

/** Sides of so many months, the second up to the month of today. */
function spans(months, back) {
    const last = DateTime.now().startOf("month");
    const first = last.minus({ months: months - 1 });
    const side = (shift) => ({
        date_from: first.minus({ months: shift }).toISODate(),
        date_to: last.minus({ months: shift }).toISODate(),
        filters: {},
    });
    return [side(back), side(0)];
}

/** Months of the year, or quarter, so far. */
function soFar(unit) {
    const now = DateTime.now();
    return now.month - now.startOf(unit).month + 1;
}

export const PRESETS = [
    { key: "year_ago", label: _t("12 months, year before"), sides: () => spans(12, 12) },
    {
        key: "year",
        label: _t("This year so far, year before"),
        sides: () => spans(soFar("year"), 12),
    },
    {
        key: "quarter_year_ago",
        label: _t("This quarter so far, year before"),
        sides: () => spans(soFar("quarter"), 12),
    },
    {
        key: "quarter",
        label: _t("3 months, 3 months before"),
        sides: () => spans(3, 3),
    },
    {
        key: "month_year_ago",
        label: _t("This month, year before"),
        sides: () => spans(1, 12),
    },
    { key: "month", label: _t("This month, month before"), sides: () => spans(1, 1) },
    {
        key: "same",
        label: _t("12 months, side by side"),
        sides: () => spans(12, 0),
    },
];

/** How few contributors explain most of a change. */
export function explainedBy(by, number, difference) {
    const values = { number, share: "80%" };
    const rise = difference > 0;
    if (number === 1) {
        return rise
            ? _t("One alone explains %(share)s of the rise.", values)
            : _t("One alone explains %(share)s of the decline.", values);
    }
    if (by === "customer") {
        return rise
            ? _t("%(number)s customers explain %(share)s of the rise.", values)
            : _t("%(number)s customers explain %(share)s of the decline.", values);
    }
    if (by === "product") {
        return rise
            ? _t("%(number)s products explain %(share)s of the rise.", values)
            : _t("%(number)s products explain %(share)s of the decline.", values);
    }
    return rise
        ? _t("%(number)s of these explain %(share)s of the rise.", values)
        : _t("%(number)s of these explain %(share)s of the decline.", values);
}
