import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatFloat, formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * What a customer bought and paid of late, and month by month. It loads when it is
 * shown: a form whose tab stays closed does not pay for it.
 */
export class CustomerPurchases extends Component {
    static template = "customer_info_mgmt.CustomerPurchases";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvasRef = useRef("canvas");
        this.keepLast = new KeepLast();
        this.state = useState({ data: null });
        onWillStart(async () => {
            await Promise.all([
                loadBundle("web.chartjs_lib"),
                this.load(this.props.record.resId),
            ]);
        });
        onWillUpdateProps(async (nextProps) => {
            if (nextProps.record.resId !== this.loadedId) {
                await this.load(nextProps.record.resId);
            }
        });
        useEffect(
            () => this.renderTrend(),
            () => [this.state.data]
        );
    }

    async load(resId) {
        this.loadedId = resId;
        this.state.data = resId
            ? await this.keepLast.add(
                  this.orm.call("res.partner", "get_customer_purchases", [[resId]])
              )
            : null;
    }

    get hasTrend() {
        const { trend } = this.state.data;
        return trend && trend.some(({ revenue }) => revenue);
    }

    renderTrend() {
        if (!this.canvasRef.el) {
            return;
        }
        const { trend } = this.state.data;
        const months = trend.map(({ month }) => deserializeDate(month));
        const dark = cookie.get("color_scheme") === "dark";
        const text = dark ? "#d1d5db" : "#4b5563";
        const grid = dark ? "rgba(255,255,255,.1)" : "rgba(0,0,0,.07)";
        const chart = new Chart(this.canvasRef.el, {
            type: "bar",
            data: {
                labels: months.map((month) => month.toFormat("LLL yy")),
                datasets: [
                    {
                        label: _t("Revenue"),
                        data: trend.map(({ revenue }) => revenue),
                        // The last 12 months stand out from the 12 before them.
                        backgroundColor: trend.map((_month, index) =>
                            index >= trend.length - 12 ? "#3188e6" : "#a9cdf3"
                        ),
                        borderRadius: 3,
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        displayColors: false,
                        callbacks: {
                            label: ({ dataIndex }) => this.trendLabels(trend[dataIndex]),
                        },
                    },
                },
                scales: {
                    x: { grid: { display: false }, ticks: { color: text, maxRotation: 0 } },
                    y: {
                        beginAtZero: true,
                        border: { display: false },
                        grid: { color: grid },
                        ticks: {
                            color: text,
                            maxTicksLimit: 5,
                            callback: (value) => this.money(value, undefined, 0),
                        },
                    },
                },
            },
        });
        return () => chart.destroy();
    }

    trendLabels({ revenue, margin }) {
        return [
            _t("Revenue: %s", this.money(revenue)),
            _t("Margin: %s", this.money(margin)),
        ];
    }

    money(value, currencyId = this.state.data.currency_id, decimals = undefined) {
        const digits = decimals === undefined ? undefined : [69, decimals];
        return formatMonetary(value, { currencyId, digits });
    }

    quantity(line) {
        return `${formatFloat(line.quantity, { trailingZeros: false })} ${line.unit}`;
    }

    orderDate(line) {
        return formatDate(deserializeDateTime(line.date));
    }

    paymentDate(payment) {
        return formatDate(deserializeDate(payment.date));
    }

    paymentMethod({ journal, method }) {
        return [journal, method].filter(Boolean).join(" · ");
    }

    open(resModel, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    async openAll(method) {
        const action = await this.orm.call("res.partner", method, [[this.loadedId]]);
        return this.action.doAction(action);
    }
}

registry.category("view_widgets").add("customer_purchases", { component: CustomerPurchases });
