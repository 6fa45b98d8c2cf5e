import { chartColors } from "@customer_info_mgmt/analytics/shared/chart_colors";

const BLUE = "#3188e6";
const BAND = "rgba(49, 136, 230, 0.18)";

/**
 * Chart of past months, of those to come and of the band around them.
 *
 * @param {Object} options `rows` as `get_forecast` returns them, `labels` and formatters
 * @returns {Object} configuration of Chart.js
 */
export function forecastChartConfig({ rows, labels, formatMonth, formatValue }) {
    const { text, grid } = chartColors();
    const lastPast = rows.map((row) => row.is_forecast).lastIndexOf(false);
    // The line to the future begins where the past ends.
    const future = (name) =>
        rows.map((row, index) => {
            if (row.has_forecast) {
                return row[name];
            }
            return index === lastPast ? row.actual : null;
        });
    const line = { borderColor: BLUE, pointRadius: 2, tension: 0.2, borderWidth: 2 };
    const hidden = { borderWidth: 0, pointRadius: 0, tension: 0.2 };
    return {
        type: "line",
        data: {
            labels: rows.map((row) => formatMonth(row.month)),
            datasets: [
                {
                    ...line,
                    label: labels.actual,
                    data: rows.map((row) => (row.is_forecast ? null : row.actual)),
                    backgroundColor: BLUE,
                },
                {
                    ...line,
                    label: labels.expected,
                    data: future("expected"),
                    borderDash: [6, 4],
                    backgroundColor: "transparent",
                },
                {
                    ...hidden,
                    label: labels.band,
                    data: future("high"),
                    fill: "+1",
                    backgroundColor: BAND,
                },
                { ...hidden, label: "", data: future("low"), fill: false },
            ],
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            plugins: {
                legend: {
                    labels: { color: text, filter: (item) => Boolean(item.text) },
                },
                tooltip: {
                    filter: ({ dataset, raw }) => Boolean(dataset.label) && raw !== null,
                    callbacks: {
                        label: ({ dataset, dataIndex, raw }) =>
                            dataset.label === labels.band
                                ? `${formatValue(rows[dataIndex].low)} – ${formatValue(raw)}`
                                : `${dataset.label}: ${formatValue(raw)}`,
                    },
                },
            },
            scales: {
                x: {
                    grid: { display: false },
                    ticks: { color: text, maxRotation: 0, autoSkipPadding: 12 },
                },
                y: {
                    beginAtZero: true,
                    border: { display: false },
                    grid: { color: grid },
                    ticks: { color: text, maxTicksLimit: 6, callback: formatValue },
                },
            },
        },
    };
}
