"""What people and other systems call the fields of a lead, at the head of a column.

Case, spaces and punctuation do not matter.
"""

from collections.abc import Mapping

ALIASES: Mapping[str, str] = {
    "external_id": """id; lead id; leadid; lead number; lead no; record id; prospect id;
        mql id; contact id; reference; external key; uuid; 编号; 线索编号; 线索id; 客户编号;
        客户id; 记录id""",
    "name": """full name; contact; contact name; contact person; lead name; customer name;
        person; your name; buyer name; sender name; attention; 姓名; 联系人; 联系人姓名;
        客户姓名; 名字; 称呼; 线索名称; 联系人名称""",
    "first_name": "firstname; given name; forename; 名",
    "last_name": "lastname; surname; family name; 姓; 姓氏",
    "company": """company name; organization; organisation; account; account name;
        business name; business; firm; employer; partner name; companyname; customer; 公司;
        公司名称; 企业; 企业名称; 单位; 单位名称; 客户名称; 客户; 公司名; 客户公司""",
    "email": """e-mail; email address; mail; e-mail address; email from; work email;
        business email; contact email; emailaddress; 邮箱; 电子邮箱; 电子邮件; 邮件; 邮箱地址;
        邮件地址""",
    "phone": """phone number; telephone; tel; phone no; tel no; contact number; work phone;
        business phone; landline; telephone number; contact phone; office phone; call;
        phonenumber; 电话; 联系电话; 电话号码; 座机; 固定电话; 公司电话; 固话; 联系方式;
        办公电话""",
    "mobile": """mobile phone; mobile number; cell; cell phone; cellphone; handphone;
        mobile no; 手机; 手机号; 手机号码; 移动电话; 手机电话""",
    "whatsapp": "whats app; whatsapp number; whatsapp no; whatsapp phone; whatsapp号; whatsapp号码",
    "wechat": "we chat; wechat id; weixin; wechat no; 微信; 微信号",
    "country": """country region; country name; nation; country code; country id;
        country/region; 国家; 国家地区; 国家/地区; 所在国家; 国别; 国家名称""",
    "region": """state; province; state province; state/province; county; territory; 省; 省份;
        省市; 地区; 区域; 州; 所在地区; 所在省份; 所属区域; 大区""",
    "city": "town; city name; location city; 城市; 市; 所在城市",
    "industry": """sector; vertical; business segment; industry type; market segment; segment;
        行业; 所属行业; 客户行业; 行业类型; 行业分类""",
    "product": """products; product interest; product of interest; interested in; interest;
        product name; item; sku; service; 产品; 产品名称; 意向产品; 感兴趣的产品; 需求产品;
        主营产品; 咨询产品; 商品""",
    "quantity": """qty; order quantity; amount of pieces; units; pieces; volume; 数量;
        采购数量; 需求数量; 采购量""",
    "value": """amount; deal value; deal amount; expected revenue; budget; lead value; price;
        estimated value; opportunity amount; total; deal size; order value; expected value;
        金额; 预算; 预计金额; 商机金额; 预计成交金额; 采购预算; 线索金额; 销售额; 订单金额""",
    "currency": "currency code; currency iso code; 币种; 货币; 币别",
    "company_size": """employees; number of employees; no of employees; employee count;
        headcount; size; staff; company headcount; 公司规模; 企业规模; 人数; 人员规模; 规模;
        员工人数; 员工数""",
    "language": "preferred language; lang; locale; 语言; 语种",
    "source": """lead source; origin; source name; utm source; channel; referrer;
        how did you hear; original source; traffic source; first touch; source id; leadsource;
        来源; 线索来源; 客户来源; 来源渠道; 渠道; 渠道来源; 信息来源""",
    "campaign": """utm campaign; campaign name; ad campaign; campaign id; marketing campaign;
        活动; 推广活动; 市场活动; 广告计划; 推广计划; 活动名称""",
    "grade": "lead grade; value grade; grade of lead; 等级; 线索等级; 线索级别; 客户等级; 客户级别",
    "score": "lead score; leadscore; scoring; 评分; 线索评分; 得分; 线索得分",
    "message": """description; comment; comments; note; notes; inquiry; enquiry; request;
        remarks; remark; your message; details; question; text; body; requirement;
        requirements; 备注; 留言; 描述; 需求; 需求描述; 询盘内容; 线索描述; 说明; 咨询内容;
        内容; 客户需求""",
    "owner": """lead owner; assigned to; sales rep; salesperson; sr id; account manager;
        assignee; rep; agent; sales; owner name; responsible; user id; sales owner;
        account owner; 负责人; 归属人; 销售; 销售人员; 业务员; 跟进人; 所属销售; 客户经理;
        归属销售; 所有人; 线索负责人; 所属人""",
    "status": """lead status; stage; lead stage; state of lead; lead state; stage id;
        deal stage; 状态; 线索状态; 客户状态; 跟进状态; 阶段; 跟进阶段; 线索阶段""",
    "converted": """is converted; conversion; has converted; is won; 是否转化; 是否成交; 转化;
        是否已转化""",
    "received_at": """created; created at; created time; created date; create date;
        date created; creation date; first contact date; date; submitted at; submission date;
        received; received date; inquiry date; lead date; creation time; timestamp;
        date added; added on; registered on; created on; 创建时间; 创建日期; 录入时间;
        提交时间; 询盘时间; 日期; 时间; 线索创建时间; 接收时间; 录入日期""",
    "converted_at": """won date; converted date; conversion date; close date; closed date;
        date converted; converted time; date won; won time; converted on; date closed;
        转化时间; 成交时间; 成交日期; 转化日期; 签约日期; 签约时间""",
    "last_follow_up_at": """last follow up; last contacted; last contact date; last contact;
        last activity; last activity date; last activity time; last touch;
        last follow up date; last contacted date; last follow-up time; 最后跟进时间;
        最近跟进时间; 最近沟通时间; 最后联系时间; 上次跟进时间; 最近联系时间; 最后跟进日期;
        跟进时间""",
}
