import { cookie } from "@web/core/browser/cookie";
import { deserializeDate } from "@web/core/l10n/dates";

/**
 * Both sides month by month, the first month of one beside the first of the other.
 *
 * @param {Object[]} months dicts month_a, month_b, a, b
 * @param {[string, string]} labels what the sides are called
 * @param {(value: number) => string} formatValue
 * @param {boolean} small
 * @returns {Object} configuration of Chart.js
 */
export function comparisonChartConfig({ months, labels, formatValue, small }) {
    const dark = cookie.get("color_scheme") === "dark";
    const text = dark ? "#d1d5db" : "#4b5563";
    const grid = dark ? "rgba(255,255,255,.1)" : "rgba(0,0,0,.07)";
    const compact = new Intl.NumberFormat(undefined, { notation: "compact" });
    const name = (day) => (day ? deserializeDate(day).toFormat("MM/yy") : "");
    const bars = (key, color, label) => ({
        label,
        data: months.map((month) => month[key]),
        backgroundColor: color,
        borderRadius: 3,
        maxBarThickness: 32,
    });
    return {
        type: "bar",
        data: {
            labels: months.map(({ month_a, month_b }) =>
                month_a === month_b ? name(month_b) : [name(month_a), name(month_b)]
            ),
            datasets: [
                bars("a", dark ? "#6b7280" : "#b6bdc9", labels[0]),
                bars("b", "#3188e6", labels[1]),
            ],
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            plugins: {
                legend: { labels: { color: text }, position: "bottom" },
                tooltip: {
                    callbacks: {
                        label: ({ dataset, raw }) =>
                            raw === null ? "" : `${dataset.label}: ${formatValue(raw)}`,
                    },
                },
            },
            scales: {
                x: { grid: { display: false }, ticks: { color: text } },
                y: {
                    border: { display: false },
                    grid: { color: grid },
                    ticks: {
                        color: text,
                        maxTicksLimit: 6,
                        callback: (value) =>
                            small ? compact.format(value) : formatValue(value),
                    },
                },
            },
        },
    };
}
