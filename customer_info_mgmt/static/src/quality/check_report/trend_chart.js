import { cookie } from "@web/core/browser/cookie";

// One colour per measure, the same on paper.
export const MEASURE_COLORS = {
    accuracy: "#3188e6",
    completeness: "#00a78d",
    consistency: "#d9622b",
    timeliness: "#8250c4",
};

/**
 * Lines of the four measures over the days that were counted.
 *
 * @param {Object} params
 * @param {Object[]} params.trend rows with `date` and the measures from 0 to 100
 * @param {Object[]} params.measures `key` and `label` of each
 * @param {(value: number) => string} params.formatPercent
 * @param {(date: string) => string} params.formatDay
 * @returns {Object} configuration of Chart.js
 */
export function trendChartConfig({ trend, measures, formatPercent, formatDay }) {
    const dark = cookie.get("color_scheme") === "dark";
    const text = dark ? "#d1d5db" : "#4b5563";
    const lowest = Math.min(
        ...trend.flatMap((row) => measures.map(({ key }) => row[key]))
    );
    return {
        type: "line",
        data: {
            labels: trend.map((row) => formatDay(row.date)),
            datasets: measures.map(({ key, label }) => ({
                label,
                data: trend.map((row) => row[key]),
                borderColor: MEASURE_COLORS[key],
                backgroundColor: MEASURE_COLORS[key],
                borderWidth: 2,
                pointRadius: trend.length > 20 ? 0 : 3,
                tension: 0.25,
            })),
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            plugins: {
                legend: { position: "bottom", labels: { color: text, boxWidth: 12 } },
                tooltip: {
                    callbacks: {
                        label: ({ dataset, raw }) => `${dataset.label}: ${formatPercent(raw)}`,
                    },
                },
            },
            scales: {
                x: {
                    grid: { display: false },
                    ticks: { color: text, maxTicksLimit: 8, maxRotation: 0 },
                },
                y: {
                    // What moves between 80 and 90 % would be a flat line from 0.
                    min: Math.max(0, Math.floor((lowest - 5) / 10) * 10),
                    max: 100,
                    border: { display: false },
                    grid: { color: dark ? "rgba(255,255,255,.1)" : "rgba(0,0,0,.07)" },
                    ticks: { color: text, maxTicksLimit: 5, callback: (value) => `${value}%` },
                },
            },
        },
    };
}
