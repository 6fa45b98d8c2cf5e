{
    "name": "Customer Information Management",
    "version": "19.0.1.0.0",
    "category": "Sales",
    "summary": "The complete customer file for trade: who they are, what they buy, "
    "what they are worth, how they pay, what to do next",
    "author": "customer_info_mgmt contributors",
    "license": "LGPL-3",
    "depends": [
        "contacts",
        "partnership",
        "phone_validation",
        "privacy_lookup",
        "rating",
        "sale_margin",
        "sale_stock",
    ],
    "external_dependencies": {
        "python": [
            "numpy",
            "phonenumbers",
            "python-calamine",
            "python-stdnum",
            "rapidfuzz",
            "scipy",
            "xlsxwriter",
        ],
    },
    "data": [
        # who may do what: groups first, the access files name them
        "security/groups.xml",
        "security/file/ir.model.access.csv",
        "security/file/rules.xml",
        "security/file/ir.model.access-contact.csv",
        "security/file/contact_rules.xml",
        "security/quality/ir.model.access.csv",
        "security/quality/rules.xml",
        "security/quality/ir.model.access-channel.csv",
        "security/quality/channel_rules.xml",
        "security/quality/ir.model.access-merge.csv",
        "security/quality/customer_merge_rules.xml",
        "security/quality/ir.model.access-bulk-edit.csv",
        "security/quality/customer_bulk_edit_rules.xml",
        "security/quality/ir.model.access-dormant.csv",
        "security/quality/ir.model.access-export.csv",
        "security/quality/customer_export_rules.xml",
        "security/quality/customer_dormant_rules.xml",
        "security/quality/ir.model.access-proposal.csv",
        "security/quality/customer_proposal_rules.xml",
        "security/quality/ir.model.access-completeness.csv",
        "security/quality/completeness_rules.xml",
        "security/quality/ir.model.access-check_report.csv",
        "security/quality/check_report_rules.xml",
        "security/quality/ir.model.access-import.csv",
        "security/quality/customer_import_rules.xml",
        "security/analytics/ir.model.access.csv",
        "security/analytics/rules.xml",
        "security/analytics/ir.model.access-history.csv",
        "security/analytics/history_rules.xml",
        # security of analytics: segments
        # security of analytics: snapshot
        # security of analytics: classes
        # security of analytics: prediction
        # security of analytics: affinity
        # security of analytics: reorder
        "security/analytics/ir.model.access-reorder.csv",
        "security/analytics/reorder_rules.xml",
        # security of analytics: dashboard
        "security/analytics/ir.model.access-dashboard.csv",
        "security/analytics/dashboard_rules.xml",
        # security of analytics: contribution
        # security of analytics: planning
        # security of analytics: reports
        "security/analytics/ir.model.access-reports.csv",
        "security/credit/ir.model.access.csv",
        "security/credit/rules.xml",
        "security/care/ir.model.access.csv",
        "security/care/rules.xml",
        "security/feedback/ir.model.access.csv",
        "security/feedback/rules.xml",
        # the app and its menus, which the rooms hang theirs on
        "views/menus.xml",
        "views/customer_settings_views.xml",
        # file
        "data/file/res_partner_category_data.xml",
        "data/file/customer_preference_type_data.xml",
        "data/file/ir_sequence_data.xml",
        "data/file/ir_cron_data.xml",
        "data/file/customer_channel_data.xml",
        "views/file/customer_group_views.xml",
        "views/file/customer_preference_views.xml",
        "views/file/res_partner_category_views.xml",
        "views/file/res_partner_views.xml",
        "views/file/menus.xml",
        "views/file/contact_views.xml",
        # quality
        "data/quality/customer_merge_data.xml",
        "data/quality/customer_bulk_edit_data.xml",
        "data/quality/customer_dormant_data.xml",
        "data/quality/customer_import_data.xml",
        "data/quality/customer_export_data.xml",
        "data/quality/ir_cron_data.xml",
        "wizard/customer_duplicate_dismiss_views.xml",
        "wizard/customer_merge_campaign_start_views.xml",
        "views/quality/customer_merge_views.xml",
        "views/quality/customer_duplicate_views.xml",
        "views/quality/customer_data_issue_views.xml",
        "views/quality/res_partner_views.xml",
        "views/quality/customer_settings_views.xml",
        "views/quality/customer_bulk_edit_views.xml",
        "views/quality/customer_export_views.xml",
        "wizard/customer_dormant_views.xml",
        "views/quality/customer_dormant_views.xml",
        "views/quality/customer_import_views.xml",
        "views/quality/menus.xml",
        "data/quality/proposal/customer_change_field_data.xml",
        "data/quality/proposal/mail_data.xml",
        "views/quality/proposal/customer_change_request_views.xml",
        "views/quality/proposal/customer_change_suggest_views.xml",
        "views/quality/proposal/customer_self_check_views.xml",
        "views/quality/proposal/buttons_views.xml",
        "views/quality/proposal/customer_settings_views.xml",
        "views/quality/proposal/customer_check_templates.xml",
        "views/quality/proposal/menus.xml",
        "data/quality/channel_cron_data.xml",
        "views/quality/channel_views.xml",
        "data/quality/customer_field_rule_data.xml",
        "views/quality/completeness/customer_field_rule_views.xml",
        "views/quality/completeness/customer_group_views.xml",
        "views/quality/completeness/res_partner_views.xml",
        "views/quality/completeness/customer_settings_views.xml",
        "data/quality/check_report_data.xml",
        "views/quality/check_report/check_report_views.xml",
        "views/quality/completeness/customer_settings_more_views.xml",
        # analytics
        "data/analytics/ir_cron_data.xml",
        "report/customer_contribution_report_views.xml",
        "report/customer_sheet.xml",
        "report/check_report.xml",
        "views/analytics/sale_order_line_views.xml",
        "views/analytics/res_partner_views.xml",
        "views/analytics/customer_bulk_edit_views.xml",
        "views/analytics/customer_ranking_views.xml",
        "views/analytics/customer_worth_fixing_views.xml",
        "views/analytics/menus.xml",
        "views/analytics/customer_sales_history_views.xml",
        # analytics: segments
        # analytics: snapshot
        # analytics: classes
        # analytics: prediction
        # analytics: affinity
        # analytics: reorder
        "data/analytics/reorder_cron_data.xml",
        "views/analytics/reorder/customer_product_habit_views.xml",
        "views/analytics/reorder/customer_settings_views.xml",
        # analytics: dashboard
        # analytics: contribution
        # analytics: planning
        # analytics: reports
        "report/customer_report.xml",
        "views/analytics/reports/customer_report_views.xml",
        # credit
        "data/credit/customer_credit_grade_data.xml",
        "wizard/customer_credit_grade_change_views.xml",
        "views/credit/customer_credit_grade_views.xml",
        "views/credit/customer_credit_review_views.xml",
        "views/credit/res_partner_views.xml",
        "views/credit/sale_order_views.xml",
        "views/credit/menus.xml",
        # care
        "data/care/customer_reminder_rule_data.xml",
        "data/care/ir_cron_data.xml",
        "views/care/customer_reminder_rule_views.xml",
        "views/care/customer_reminder_views.xml",
        "views/care/res_partner_views.xml",
        "views/care/menus.xml",
        "views/care/customer_settings_views.xml",
        # feedback
        "data/feedback/ir_sequence_data.xml",
        "data/feedback/customer_feedback_stage_data.xml",
        "data/feedback/mail_data.xml",
        "views/feedback/customer_feedback_views.xml",
        "views/feedback/customer_feedback_stage_views.xml",
        "views/feedback/res_partner_views.xml",
        "views/feedback/sale_order_views.xml",
        "views/feedback/stock_picking_views.xml",
        "views/feedback/menus.xml",
    ],
    "demo": [
        "demo/file_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "customer_info_mgmt/static/src/**/*",
        ],
        # The till opens the form of a customer with a bundle of its own.
        "point_of_sale._assets_pos": [
            "customer_info_mgmt/static/src/**/*",
            ("remove", "customer_info_mgmt/static/src/analytics/customer_ranking/*"),
        ],
        "web.assets_tests": [
            "customer_info_mgmt/static/tests/tours/**/*",
        ],
    },
    "pre_init_hook": "pre_init_hook",
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
