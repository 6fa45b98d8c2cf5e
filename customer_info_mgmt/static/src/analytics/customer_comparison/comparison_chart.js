import { chartColors } from "@customer_info_mgmt/analytics/shared/chart_colors";
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
    const { before, now, text, grid } = chartColors();
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
            datasets: [bars("a", before, labels[0]), bars("b", now, labels[1])],
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
