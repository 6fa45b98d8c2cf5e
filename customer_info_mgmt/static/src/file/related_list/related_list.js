import { Component, useState, useSubEnv } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { exprToBoolean } from "@web/core/utils/strings";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { View } from "@web/views/view";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * The rows of an x2many field, read-only. They load when they are shown: a form whose
 * tab stays closed does not pay for them, nor for what their columns need.
 */
export class CustomerRelatedList extends Component {
    static template = "customer_info_mgmt.CustomerRelatedList";
    static components = { View };
    static props = {
        ...standardWidgetProps,
        field: String,
        model: String,
        list: String,
        kanban: String,
        title: { type: String, optional: true },
        help: { type: String, optional: true },
        hideEmpty: { type: Boolean, optional: true },
        openRows: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.keepLast = new KeepLast();
        this.state = useState({ ids: [], version: 0 });
        useSubEnv({
            relatedRows: {
                open: this.props.openRows,
                onChanged: () => this.reloadRecord(),
            },
        });
        // A new ``data`` means that the form was read again: the rows may be others.
        useRecordObserver((record) => record.data && this.load(record.resId));
    }

    async load(resId) {
        const { field } = this.props;
        const [values] = resId
            ? await this.keepLast.add(this.orm.read("res.partner", [resId], [field]))
            : [];
        this.state.ids = values?.[field] || [];
        this.state.version++;
    }

    async reloadRecord() {
        const { record } = this.props;
        // What the user has typed but not saved counts more than a fresh header.
        if (!(await record.isDirty())) {
            await record.load();
        }
    }

    get viewProps() {
        const { kanban, list, model } = this.props;
        const type = this.ui.isSmall ? "kanban" : "list";
        return {
            type,
            resModel: model,
            views: [[false, type]],
            domain: [["id", "in", this.state.ids]],
            context: { list_view_ref: list, kanban_view_ref: kanban },
            display: { controlPanel: false },
            limit: this.state.ids.length,
            selectRecord: (resId) => this.open(resId),
            ...(type === "list"
                ? { jsClass: "customer_related_list", allowSelectors: false }
                : {}),
        };
    }

    open(resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.props.model,
            res_id: resId,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("customer_related_list", {
    component: CustomerRelatedList,
    extractProps: ({ attrs }) => ({
        field: attrs.field,
        model: attrs.model,
        list: attrs.list,
        kanban: attrs.kanban,
        title: attrs.string,
        help: attrs.help,
        hideEmpty: exprToBoolean(attrs.hide_empty),
        openRows: exprToBoolean(attrs.open_rows),
    }),
});

/** A list within a form: its buttons may change what the form shows. */
class RelatedListController extends ListController {
    setup() {
        super.setup();
        this.archInfo = { ...this.archInfo, noOpen: !this.env.relatedRows.open };
    }

    async afterExecuteActionButton() {
        await super.afterExecuteActionButton(...arguments);
        await this.env.relatedRows.onChanged();
    }
}

registry.category("views").add("customer_related_list", {
    ...listView,
    Controller: RelatedListController,
});
